// The kinds of things that JavaScript holds. By their tags they are told apart: two of the same tag would be
// taken for each other, and their memory for what it is not.
#pragma once
#include <node_api.h>

namespace megabase {

enum class Kind : uint64_t { conv = 1, scan, rgLru, ssd, graph, output, direction, layerScan, taskThreads, norm };

constexpr napi_type_tag tagOf(Kind kind) { return {0x6d6567616261, static_cast<uint64_t>(kind)}; }

}  // namespace megabase

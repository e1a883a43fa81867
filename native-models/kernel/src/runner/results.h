// Values for JavaScript, in its own memory: Electron takes no other.
#pragma once
#include <cstring>

#include "../arguments.h"

namespace megabase {

/// A Float32Array.
inline napi_value floatsOf(napi_env env, const float* values, size_t length) {
  napi_value data, buffer;
  void* memory = nullptr;
  expectOk(napi_create_arraybuffer(env, length * sizeof(float), &memory, &buffer), "memory ran out");
  if (length > 0) std::memcpy(memory, values, length * sizeof(float));
  expectOk(napi_create_typedarray(env, napi_float32_array, length, buffer, 0, &data));
  return data;
}

inline napi_value pairOf(napi_env env, napi_value first, napi_value second) {
  napi_value pair;
  expectOk(napi_create_array(env, &pair));
  expectOk(napi_set_element(env, pair, 0, first));
  expectOk(napi_set_element(env, pair, 1, second));
  return pair;
}

}  // namespace megabase

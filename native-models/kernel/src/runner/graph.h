// A compiled graph in ONNX Runtime, fed from the process's memory.
#pragma once
#include <node_api.h>

#include <atomic>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "library.h"

namespace megabase {

/// A tensor in the process's memory, which stays its owner's.
struct Tensor {
  std::string name;
  ElementType type;
  void* data;
  size_t bytes;
  std::vector<int64_t> shape;
};

/// What the library has given, in memory of its own until this is gone.
class Output {
 public:
  Output(const Library& library, OrtValue* value) : library_(library), value_(value) {}
  Output(Output&& other) noexcept : library_(other.library_), value_(std::exchange(other.value_, nullptr)) {}
  ~Output() { library_.api().ReleaseValue(value_); }

  /// Throws where it is no tensor of float32.
  const float* floats() const;
  std::vector<int64_t> shape() const;

 private:
  const Library& library_;
  OrtValue* value_;
};

struct GraphOptions {
  /// Threads inside an operator. With 1 all is computed on the thread that calls.
  int threads = 1;
  /// As the library names it; empty for the CPU.
  std::string provider;
  std::vector<std::pair<std::string, std::string>> providerOptions;
};

class Graph {
 public:
  static constexpr napi_type_tag tag = {0x6d6567616261, 4};

  /// From a file, or from a graph in memory. Throws `std::runtime_error` with what the library says.
  Graph(const std::string& path, const GraphOptions& options);
  Graph(const void* bytes, size_t length, const GraphOptions& options);
  ~Graph() { release(); }

  /// Writes the outputs `into` where they are to lie and gives the others, in the order of `want`. From
  /// any thread, and from several at once.
  std::vector<Output> run(const std::vector<Tensor>& feeds, const std::vector<Tensor>& into,
                          const std::vector<std::string>& want = {});

  /// Ends the runs that are on their way, at the next operator; they throw.
  void end();
  /// Frees the session when its runs are over. A run after it throws.
  void release();

 private:
  template <typename Create>
  void open(const GraphOptions& options, const Create& create);

  const Library& library_;
  OrtSession* session_ = nullptr;
  std::mutex mutex_;
  std::set<OrtRunOptions*> running_;
  bool released_ = false;
};

}  // namespace megabase

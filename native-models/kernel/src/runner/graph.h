// A compiled graph in ONNX Runtime, fed from the process's memory.
#pragma once
#include <node_api.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "../kinds.h"
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

/// An open session, closed with the last that uses it.
class Session {
 public:
  explicit Session(const Library& library) : library(library) {}
  Session(const Session&) = delete;
  ~Session() { library.api().ReleaseSession(handle); }

  const Library& library;
  OrtSession* handle = nullptr;
};

/// What a graph has given, where the library has put it; gone with this.
class Output {
 public:
  static constexpr napi_type_tag tag = tagOf(Kind::output);

  /// The memory is the session's: it stays open as long as this lives.
  Output(std::shared_ptr<Session> session, OrtValue* value) : session_(std::move(session)), value_(value) {}
  Output(Output&& other) noexcept : session_(other.session_), value_(std::exchange(other.value_, nullptr)) {}
  ~Output() { session_->library.api().ReleaseValue(value_); }

  const OrtValue* value() const { return value_; }
  /// Of an output that lies in the process's memory. Throws where it is no tensor of float32.
  const float* floats() const;
  std::vector<int64_t> shape() const;

 private:
  std::shared_ptr<Session> session_;
  OrtValue* value_;
};

/// A tensor that a graph has given, as another one's input.
struct Bound {
  std::string name;
  std::shared_ptr<Output> tensor;
};

/// Memory of a device, as the library names it.
struct Place {
  std::string name;
  int device;
};

struct GraphOptions {
  /// Threads inside an operator. With 1 all is computed on the thread that calls.
  int threads = 1;
  /// As the library names it; empty for the CPU.
  std::string provider;
  std::vector<std::pair<std::string, std::string>> providerOptions;
  /// On the CPU: intermediate values lie in what the thread that runs it has given back; see `NearMemory`.
  bool nearMemory = false;
};

class Graph {
 public:
  static constexpr napi_type_tag tag = tagOf(Kind::graph);

  /// From a file, or from a graph in memory. Throws `std::runtime_error` with what the library says.
  Graph(const std::string& path, const GraphOptions& options);
  Graph(const void* bytes, size_t length, const GraphOptions& options);

  /// For a run that begins later: given to it, a release in between does not keep it from running.
  std::shared_ptr<Session> session();

  /// Writes the outputs `into` where they are to lie and gives the others, in the order of `want`. From
  /// any thread, and from several at once.
  std::vector<Output> run(const std::vector<Tensor>& feeds, const std::vector<Tensor>& into,
                          const std::vector<std::string>& want = {}, std::shared_ptr<Session> session = nullptr);

  /// Runs the graph on inputs of which some lie on a device, and gives all of `stay` there and all of `want` in
  /// the process's memory, in this order.
  std::vector<Output> runBound(const std::vector<Tensor>& feeds, const std::vector<Bound>& bound,
                               const std::vector<std::string>& stay, const std::vector<std::string>& want,
                               const Place& place, std::shared_ptr<Session> session);

  /// Ends the runs that are on their way, at the next operator; they throw.
  void end();
  /// How often that was done: of work that takes several runs, the next one is to see it.
  size_t ends() const { return ends_; }
  /// Frees the session when its runs are over. A run after it throws, but with a session from before.
  void release();

 private:
  template <typename Create>
  void open(const GraphOptions& options, const Create& create);
  /// Calls with the session, the graph's own where none is given, and options by which it can be ended. Throws what the library says.
  template <typename Call>
  std::shared_ptr<Session> runWith(std::shared_ptr<Session> session, const Call& call);

  const Library& library_;
  std::mutex mutex_;
  std::shared_ptr<Session> session_;
  std::set<OrtRunOptions*> running_;
  std::atomic<size_t> ends_{0};
};

}  // namespace megabase

#include "runner-addon.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <set>

#include "../thread-pool.h"
#include "graph.h"
#include "off-thread.h"
#include "results.h"

namespace megabase {

namespace {

napi_value textOf(napi_env env, const std::string& text) {
  napi_value value;
  expectOk(napi_create_string_utf8(env, text.c_str(), text.size(), &value));
  return value;
}

// openLibrary(path): its version
napi_value openLibrary(napi_env env, Arguments& arguments) {
  return textOf(env, Library::open(arguments.text()).version());
}

class OpenGraph : public Task {
 public:
  OpenGraph(napi_env env, Arguments& arguments) {
    const Value source = arguments.next();
    napi_valuetype type;
    expectOk(napi_typeof(env, source.handle(), &type));
    if (type == napi_string) {
      path_ = source.text();
    } else {
      napi_typedarray_type kind;
      expectOk(napi_get_typedarray_info(env, source.handle(), &kind, &length_, &bytes_, nullptr, nullptr),
               "a graph is neither a path nor an Uint8Array");
      if (kind != napi_uint8_array) throw std::invalid_argument("a graph is neither a path nor an Uint8Array");
      keep(env, source);
    }
    options_.threads = static_cast<int>(arguments.whole("threads", mostThreads));
    options_.provider = arguments.text();
    for (const Value& pair : arguments.next().list("provider options")) {
      const std::vector<Value> both = pair.list("a provider option");
      if (both.size() != 2) throw std::invalid_argument("a provider option is no pair");
      options_.providerOptions.emplace_back(both[0].text(), both[1].text());
    }
    if (arguments.hasMore()) options_.nearMemory = arguments.flag();
  }

  void work() override {
    graph_ = bytes_ ? std::make_shared<Graph>(bytes_, length_, options_) : std::make_shared<Graph>(path_, options_);
  }

  napi_value result(napi_env env) override { return give(env, std::move(graph_)); }

 private:
  std::string path_;
  void* bytes_ = nullptr;
  size_t length_ = 0;
  GraphOptions options_;
  std::shared_ptr<Graph> graph_;
};

// openGraph(source, threads, provider, [[key, value]], nearMemory = false): promise of a graph
napi_value openGraph(napi_env env, Arguments& arguments) {
  return Task::start(env, std::make_unique<OpenGraph>(env, arguments));
}

/// `[name, data, dims]`
Tensor tensorOf(napi_env env, const Value& value) {
  const std::vector<Value> parts = value.list("a tensor");
  if (parts.size() != 3) throw std::invalid_argument("a tensor has a name, values and a shape");
  Tensor tensor{parts[0].text(), ElementType::float32, nullptr, 0, {}};
  napi_typedarray_type type;
  size_t length = 0;
  expectOk(napi_get_typedarray_info(env, parts[1].handle(), &type, &length, &tensor.data, nullptr, nullptr));
  size_t size = 4;
  switch (type) {
    case napi_float32_array: break;
    case napi_int32_array: tensor.type = ElementType::int32; break;
    case napi_bigint64_array: tensor.type = ElementType::int64, size = 8; break;
    default: throw std::invalid_argument(tensor.name + " is of a type that no graph takes");
  }
  tensor.bytes = length * size;
  size_t count = 1;
  for (const Value& dimension : parts[2].list("a shape")) {
    const size_t extent = dimension.whole("a dimension", largest);
    if (extent > 0 && count > largest * 16 / extent) throw std::invalid_argument(tensor.name + " is too large");
    count *= extent;
    tensor.shape.push_back(static_cast<int64_t>(extent));
  }
  if (count != length) {
    throw std::invalid_argument(tensor.name + " holds " + std::to_string(length) + " values, its shape " +
                                std::to_string(count));
  }
  return tensor;
}

napi_value shapeOf(napi_env env, const std::vector<int64_t>& shape) {
  napi_value dims;
  expectOk(napi_create_array(env, &dims));
  for (size_t axis = 0; axis < shape.size(); axis++) {
    napi_value extent;
    expectOk(napi_create_int64(env, shape[axis], &extent));
    expectOk(napi_set_element(env, dims, static_cast<uint32_t>(axis), extent));
  }
  return dims;
}

/// `[data, dims]`
napi_value copyOf(napi_env env, const Output& output) {
  const std::vector<int64_t> shape = output.shape();
  size_t length = 1;
  for (const int64_t extent : shape) length *= static_cast<size_t>(extent);
  return pairOf(env, floatsOf(env, length > 0 ? output.floats() : nullptr, length), shapeOf(env, shape));
}

class RunGraph : public Task {
 public:
  RunGraph(napi_env env, Arguments& arguments)
      : graph_(arguments.held<Graph>()), session_(graph_->session()) {
    readTensors(env, arguments.next(), "feeds", feeds_);
    readTensors(env, arguments.next(), "outputs", into_);
    for (const Value& name : arguments.next().list("names")) want_.push_back(name.text());
  }

  void work() override { given_ = graph_->run(feeds_, into_, want_, session_); }

  napi_value result(napi_env env) override {
    napi_value list;
    expectOk(napi_create_array(env, &list));
    uint32_t i = 0;
    for (const Output& output : given_) expectOk(napi_set_element(env, list, i++, copyOf(env, output)));
    return list;
  }

 protected:
  void readTensors(napi_env env, const Value& tensors, const char* name, std::vector<Tensor>& into) {
    for (const Value& tensor : tensors.list(name)) {
      into.push_back(tensorOf(env, tensor));
      keep(env, tensor);
    }
  }

  std::shared_ptr<Graph> graph_;
  std::shared_ptr<Session> session_;
  std::vector<Tensor> feeds_, into_;
  std::vector<std::string> want_;
  std::vector<Output> given_;
};

// runGraph(graph, feeds, into, want): promise of [[data, dims]] of those in want
napi_value runGraph(napi_env env, Arguments& arguments) {
  return Task::start(env, std::make_unique<RunGraph>(env, arguments));
}

/// Rows that are computed each by itself, so many at a time on each of some threads: all at once fell out of the caches,
/// the more of them the slower.
class RunInRows : public RunGraph {
 public:
  RunInRows(napi_env env, Arguments& arguments) : RunGraph(env, arguments) {
    for (const Value& name : arguments.next().list("names")) backwards_.insert(name.text());
    rows_ = arguments.whole("rows", largest);
    threads_ = arguments.whole("threads", mostThreads);
    if (rows_ == 0) throw std::invalid_argument("rows are taken none at a time");
    if (feeds_.empty() || !want_.empty()) throw std::invalid_argument("a graph that is run in rows fills its outputs");
    for (const std::vector<Tensor>* tensors : {&feeds_, &into_}) {
      for (const Tensor& tensor : *tensors) expectRows(tensor);
    }
  }

  void work() override {
    const size_t tokens = static_cast<size_t>(feeds_[0].shape[1]);
    const size_t blocks = (tokens + rows_ - 1) / rows_;
    std::exception_ptr fault;
    std::atomic<bool> isOver{false};
    runOnThreads(blocks, threads_, [&](size_t i) {
      if (isOver) return;
      try {
        if (graph_->ends() != ends_) throw std::runtime_error("the graph's runs were ended");
        const size_t from = i * rows_, to = std::min(tokens, from + rows_);
        std::vector<Tensor> feeds = feeds_, into = into_;
        for (Tensor& tensor : feeds) cut(tensor, from, to, backwards_.count(tensor.name) > 0);
        for (Tensor& tensor : into) cut(tensor, from, to, false);
        graph_->run(feeds, into, {}, session_);
      } catch (...) {
        if (!isOver.exchange(true)) fault = std::current_exception();
      }
    });
    if (fault) std::rethrow_exception(fault);
  }

 private:
  void expectRows(const Tensor& tensor) const {
    if (tensor.shape.size() != 3 || tensor.shape[0] != 1) {
      throw std::invalid_argument(tensor.name + " is not one sequence of rows");
    }
    if (tensor.shape[1] != feeds_[0].shape[1]) {
      throw std::invalid_argument(tensor.name + " has " + std::to_string(tensor.shape[1]) + " rows, expected " +
                                  std::to_string(feeds_[0].shape[1]));
    }
  }

  static void cut(Tensor& tensor, size_t from, size_t to, bool isBackwards) {
    const size_t tokens = static_cast<size_t>(tensor.shape[1]);
    const size_t each = tensor.bytes / tokens, start = isBackwards ? tokens - to : from;
    tensor.data = static_cast<char*>(tensor.data) + start * each;
    tensor.bytes = (to - from) * each;
    tensor.shape[1] = static_cast<int64_t>(to - from);
  }

  std::set<std::string> backwards_;
  size_t rows_ = 0, threads_ = 0;
  const size_t ends_ = graph_->ends();
};

// runInRows(graph, feeds, into, [], backwards, rows, threads): promise of nothing
napi_value runInRows(napi_env env, Arguments& arguments) {
  return Task::start(env, std::make_unique<RunInRows>(env, arguments));
}

class RunBound : public RunGraph {
 public:
  RunBound(napi_env env, Arguments& arguments) : RunGraph(env, arguments) {
    for (const Value& pair : arguments.next().list("bound inputs")) {
      const std::vector<Value> parts = pair.list("a bound input");
      if (parts.size() != 2) throw std::invalid_argument("a bound input has a name and a tensor");
      bound_.push_back({parts[0].text(), parts[1].held<Output>()});
    }
    for (const Value& name : arguments.next().list("names")) stay_.push_back(name.text());
    place_.name = arguments.text();
    place_.device = static_cast<int>(arguments.whole("a device", mostThreads));
    if (!into_.empty()) throw std::invalid_argument("a bound run gives all its outputs");
  }

  void work() override { given_ = graph_->runBound(feeds_, bound_, stay_, want_, place_, session_); }

  napi_value result(napi_env env) override {
    napi_value stay, home;
    expectOk(napi_create_array(env, &stay));
    expectOk(napi_create_array(env, &home));
    for (uint32_t i = 0; i < given_.size(); i++) {
      if (i >= stay_.size()) {
        expectOk(napi_set_element(env, home, i - static_cast<uint32_t>(stay_.size()), copyOf(env, given_[i])));
        continue;
      }
      napi_value dims = shapeOf(env, given_[i].shape());
      napi_value tensor = give(env, std::make_shared<Output>(std::move(given_[i])));
      expectOk(napi_set_element(env, stay, i, pairOf(env, tensor, dims)));
    }
    return pairOf(env, stay, home);
  }

 private:
  std::vector<Bound> bound_;
  std::vector<std::string> stay_;
  Place place_;
};

// runBound(graph, feeds, [], want, [[name, tensor]], stay, memory, device): promise of
// [[[tensor, dims]] of those that stay, [[data, dims]] of those in want]
napi_value runBound(napi_env env, Arguments& arguments) {
  return Task::start(env, std::make_unique<RunBound>(env, arguments));
}

// disposeTensor(tensor)
napi_value disposeTensor(napi_env, Arguments& arguments) {
  arguments.next().drop<Output>();
  return nullptr;
}

// endGraph(graph)
napi_value endGraph(napi_env, Arguments& arguments) {
  arguments.held<Graph>()->end();
  return nullptr;
}

// releaseGraph(graph)
napi_value releaseGraph(napi_env, Arguments& arguments) {
  arguments.held<Graph>()->release();
  return nullptr;
}

}  // namespace

void addRunner(napi_env env, napi_value exports) {
  add<openLibrary>(env, exports, "openLibrary");
  add<openGraph>(env, exports, "openGraph");
  add<runGraph>(env, exports, "runGraph");
  add<runInRows>(env, exports, "runInRows");
  add<runBound>(env, exports, "runBound");
  add<disposeTensor>(env, exports, "disposeTensor");
  add<endGraph>(env, exports, "endGraph");
  add<releaseGraph>(env, exports, "releaseGraph");
}

}  // namespace megabase

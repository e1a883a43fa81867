#include "graph.h"

#include <filesystem>
#include <memory>
#include <stdexcept>

namespace megabase {

namespace {

/// Frees what the library has given.
template <typename Held>
class Freed {
 public:
  Freed(const OrtApi& api, void (*free)(const OrtApi&, Held*)) : api_(api), free_(free) {}
  Freed(const Freed&) = delete;
  ~Freed() {
    if (held) free_(api_, held);
  }

  Held* held = nullptr;

 private:
  const OrtApi& api_;
  void (*free_)(const OrtApi&, Held*);
};

void appendProvider(const Library& library, OrtSessionOptions* session, const GraphOptions& options) {
  const OrtApi& api = library.api();
  std::vector<const char*> keys, values;
  for (const auto& [key, value] : options.providerOptions) {
    keys.push_back(key.c_str());
    values.push_back(value.c_str());
  }
  if (options.provider != "CUDA") {
    library.expectOk(api.SessionOptionsAppendExecutionProvider(session, options.provider.c_str(), keys.data(),
                                                               values.data(), keys.size()));
    return;
  }
  Freed<OrtCUDAProviderOptionsV2> cuda(
      api, [](const OrtApi& a, OrtCUDAProviderOptionsV2* held) { a.ReleaseCUDAProviderOptions(held); });
  library.expectOk(api.CreateCUDAProviderOptions(&cuda.held));
  library.expectOk(api.UpdateCUDAProviderOptions(cuda.held, keys.data(), values.data(), keys.size()));
  library.expectOk(api.SessionOptionsAppendExecutionProvider_CUDA_V2(session, cuda.held));
}

/// Values of a call, freed when it ends.
class Values {
 public:
  explicit Values(const Library& library) : library_(library) {}
  Values(const Values&) = delete;
  ~Values() {
    for (OrtValue* value : values_) library_.api().ReleaseValue(value);
  }

  void add(const Tensor& tensor) {
    OrtValue* value = nullptr;
    library_.expectOk(library_.api().CreateTensorWithDataAsOrtValue(
        library_.hostMemory(), tensor.data, tensor.bytes, tensor.shape.data(), tensor.shape.size(),
        static_cast<int>(tensor.type), &value));
    values_.push_back(value);
  }

  void addEmpty() { values_.push_back(nullptr); }
  OrtValue** data() { return values_.data(); }
  OrtValue* take(size_t i) { return std::exchange(values_[i], nullptr); }

 private:
  const Library& library_;
  std::vector<OrtValue*> values_;
};

}  // namespace

const float* Output::floats() const {
  const Library& library = session_->library;
  const OrtApi& api = library.api();
  Freed<OrtTensorTypeAndShapeInfo> info(
      api, [](const OrtApi& a, OrtTensorTypeAndShapeInfo* held) { a.ReleaseTensorTypeAndShapeInfo(held); });
  library.expectOk(api.GetTensorTypeAndShape(value_, &info.held));
  int type = 0;
  library.expectOk(api.GetTensorElementType(info.held, &type));
  if (type != static_cast<int>(ElementType::float32)) throw std::runtime_error("an output is no float32");
  void* data = nullptr;
  library.expectOk(api.GetTensorMutableData(value_, &data));
  return static_cast<const float*>(data);
}

std::vector<int64_t> Output::shape() const {
  const Library& library = session_->library;
  const OrtApi& api = library.api();
  Freed<OrtTensorTypeAndShapeInfo> info(
      api, [](const OrtApi& a, OrtTensorTypeAndShapeInfo* held) { a.ReleaseTensorTypeAndShapeInfo(held); });
  library.expectOk(api.GetTensorTypeAndShape(value_, &info.held));
  size_t rank = 0;
  library.expectOk(api.GetDimensionsCount(info.held, &rank));
  std::vector<int64_t> shape(rank);
  library.expectOk(api.GetDimensions(info.held, shape.data(), rank));
  return shape;
}

Graph::Graph(const std::string& path, const GraphOptions& options) : library_(Library::opened()) {
  const auto native = std::filesystem::u8path(path);
  open(options, [&](OrtSessionOptions* session, OrtSession** created) {
    return library_.api().CreateSession(library_.environment(), native.c_str(), session, created);
  });
}

Graph::Graph(const void* bytes, size_t length, const GraphOptions& options) : library_(Library::opened()) {
  open(options, [&](OrtSessionOptions* session, OrtSession** created) {
    return library_.api().CreateSessionFromArray(library_.environment(), bytes, length, session, created);
  });
}

template <typename Create>
void Graph::open(const GraphOptions& options, const Create& create) {
  const OrtApi& api = library_.api();
  Freed<OrtSessionOptions> session(api,
                                   [](const OrtApi& a, OrtSessionOptions* held) { a.ReleaseSessionOptions(held); });
  library_.expectOk(api.CreateSessionOptions(&session.held));
  library_.expectOk(api.SetSessionLogSeverityLevel(session.held, logErrors));
  library_.expectOk(api.SetIntraOpNumThreads(session.held, options.threads));
  library_.expectOk(api.SetInterOpNumThreads(session.held, 1));
  if (options.provider.empty()) {
    // It would lay all values of a run into one block, each time that rows are as many as never before, and keep what
    // the first such run took beside it.
    library_.expectOk(api.DisableMemPattern(session.held));
    if (options.nearMemory) {
      library_.expectOk(api.AddSessionConfigEntry(session.held, "session.use_env_allocators", "1"));
    }
  } else {
    appendProvider(library_, session.held, options);
  }
  auto opened = std::make_shared<Session>(library_);
  library_.expectOk(create(session.held, &opened->handle));
  session_ = std::move(opened);
}

std::shared_ptr<Session> Graph::session() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return session_;
}

template <typename Call>
std::shared_ptr<Session> Graph::runWith(std::shared_ptr<Session> session, const Call& call) {
  const OrtApi& api = library_.api();
  Freed<OrtRunOptions> options(api, [](const OrtApi& a, OrtRunOptions* held) { a.ReleaseRunOptions(held); });
  library_.expectOk(api.CreateRunOptions(&options.held));
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!session) session = session_;
    if (!session) throw std::runtime_error("the graph has been released");
    running_.insert(options.held);
  }
  OrtStatus* status = call(session->handle, options.held);
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    running_.erase(options.held);
  }
  library_.expectOk(status);
  return session;
}

std::vector<Output> Graph::run(const std::vector<Tensor>& feeds, const std::vector<Tensor>& into,
                               const std::vector<std::string>& want, std::shared_ptr<Session> session) {
  const OrtApi& api = library_.api();
  Values inputs(library_), outputs(library_);
  std::vector<const char*> inputNames, outputNames;
  for (const Tensor& tensor : feeds) {
    inputs.add(tensor);
    inputNames.push_back(tensor.name.c_str());
  }
  for (const Tensor& tensor : into) {
    outputs.add(tensor);
    outputNames.push_back(tensor.name.c_str());
  }
  for (const std::string& name : want) {
    outputs.addEmpty();
    outputNames.push_back(name.c_str());
  }
  session = runWith(std::move(session), [&](OrtSession* handle, OrtRunOptions* options) {
    return api.Run(handle, options, inputNames.data(), inputs.data(), inputNames.size(), outputNames.data(),
                   outputNames.size(), outputs.data());
  });
  std::vector<Output> given;
  for (size_t i = 0; i < want.size(); i++) given.emplace_back(session, outputs.take(into.size() + i));
  return given;
}

std::vector<Output> Graph::runBound(const std::vector<Tensor>& feeds, const std::vector<Bound>& bound,
                                    const std::vector<std::string>& stay, const std::vector<std::string>& want,
                                    const Place& place, std::shared_ptr<Session> session) {
  const OrtApi& api = library_.api();
  Values inputs(library_);
  for (const Tensor& tensor : feeds) inputs.add(tensor);
  Freed<OrtMemoryInfo> memory(api, [](const OrtApi& a, OrtMemoryInfo* held) { a.ReleaseMemoryInfo(held); });
  library_.expectOk(
      api.CreateMemoryInfo(place.name.c_str(), deviceAllocator, place.device, defaultMemory, &memory.held));
  Freed<OrtIoBinding> binding(api, [](const OrtApi& a, OrtIoBinding* held) { a.ReleaseIoBinding(held); });
  session = runWith(std::move(session), [&](OrtSession* handle, OrtRunOptions* options) -> OrtStatus* {
    if (OrtStatus* fault = api.CreateIoBinding(handle, &binding.held)) return fault;
    for (size_t i = 0; i < feeds.size(); i++) {
      if (OrtStatus* fault = api.BindInput(binding.held, feeds[i].name.c_str(), inputs.data()[i])) return fault;
    }
    for (const Bound& input : bound) {
      if (OrtStatus* fault = api.BindInput(binding.held, input.name.c_str(), input.tensor->value())) return fault;
    }
    for (const std::string& name : stay) {
      if (OrtStatus* fault = api.BindOutputToDevice(binding.held, name.c_str(), memory.held)) return fault;
    }
    for (const std::string& name : want) {
      if (OrtStatus* fault = api.BindOutputToDevice(binding.held, name.c_str(), library_.hostMemory())) return fault;
    }
    return api.RunWithBinding(handle, options, binding.held);
  });
  OrtAllocator* allocator = nullptr;
  library_.expectOk(api.GetAllocatorWithDefaultOptions(&allocator));
  OrtValue** values = nullptr;
  size_t count = 0;
  library_.expectOk(api.GetBoundOutputValues(binding.held, allocator, &values, &count));
  std::vector<Output> given;
  for (size_t i = 0; i < count; i++) given.emplace_back(session, values[i]);
  library_.expectOk(api.AllocatorFree(allocator, values));
  return given;
}

void Graph::end() {
  const std::lock_guard<std::mutex> lock(mutex_);
  ends_++;
  for (OrtRunOptions* options : running_) {
    // That it cannot be ended is no reason to fail: it ends by itself.
    library_.api().ReleaseStatus(library_.api().RunOptionsSetTerminate(options));
  }
}

void Graph::release() {
  std::shared_ptr<Session> session;
  const std::lock_guard<std::mutex> lock(mutex_);
  session.swap(session_);
}

}  // namespace megabase

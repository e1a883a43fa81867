#include "runner-addon.h"

#include <cstring>
#include <optional>

#include "graph.h"
#include "layer-scan.h"
#include "off-thread.h"
#include "thread-limit.h"

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

// openGraph(source, threads, provider, [[key, value]]): promise of a graph
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

napi_value pairOf(napi_env env, napi_value first, napi_value second) {
  napi_value pair;
  expectOk(napi_create_array(env, &pair));
  expectOk(napi_set_element(env, pair, 0, first));
  expectOk(napi_set_element(env, pair, 1, second));
  return pair;
}

/// `[data, dims]`, in JavaScript's own memory: Electron takes no other.
napi_value copyOf(napi_env env, const Output& output) {
  const std::vector<int64_t> shape = output.shape();
  size_t length = 1;
  for (const int64_t extent : shape) length *= static_cast<size_t>(extent);
  napi_value data, buffer;
  void* memory = nullptr;
  expectOk(napi_create_arraybuffer(env, length * sizeof(float), &memory, &buffer), "memory ran out");
  if (length > 0) std::memcpy(memory, output.floats(), length * sizeof(float));
  expectOk(napi_create_typedarray(env, napi_float32_array, length, buffer, 0, &data));
  return pairOf(env, data, shapeOf(env, shape));
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

// createDirection(inputProjection, select, outputProjection, conv, kind, recurrence, reverse, readsPartial,
//   readsResidual, [d, partialWidth, outputWidth, inputProjectionWidth, selectWidth])
napi_value createDirection(napi_env env, Arguments& arguments) {
  auto direction = std::make_shared<Direction>();
  direction->inputProjection = arguments.held<Graph>();
  const Value select = arguments.next(), outputProjection = arguments.next();
  if (!select.isNothing()) direction->select = select.held<Graph>();
  if (!outputProjection.isNothing()) direction->outputProjection = outputProjection.held<Graph>();
  direction->conv = arguments.held<Conv>();
  const std::string kind = arguments.text();
  if (kind == "mamba") {
    direction->recurrence = arguments.held<Scan>();
  } else if (kind == "mamba2") {
    direction->recurrence = arguments.held<Ssd>();
  } else {
    direction->recurrence = arguments.held<RgLru>();
  }
  direction->reverse = arguments.flag();
  direction->readsPartial = arguments.flag();
  direction->readsResidual = arguments.flag();
  const std::vector<Value> widths = arguments.next().list("widths");
  size_t* const places[] = {&direction->d, &direction->partialWidth, &direction->outputWidth,
                            &direction->inputProjectionWidth, &direction->selectWidth};
  if (widths.size() != std::size(places)) throw std::invalid_argument("there are five widths");
  for (size_t i = 0; i < widths.size(); i++) *places[i] = widths[i].whole("a width", largest);
  const bool selects = !direction->mamba2();
  if (direction->conv->channels != direction->convWidth() || direction->inputProjectionWidth < direction->leastInput() ||
      direction->selectWidth < direction->leastSelect() || selects != (direction->select != nullptr) ||
      (!direction->outputProjection && direction->outputWidth != direction->channels())) {
    throw std::invalid_argument("the widths of a direction do not go together");
  }
  return give(env, std::move(direction));
}

// createLayerScan([direction], sharesInputProjection, threads)
napi_value createLayerScan(napi_env env, Arguments& arguments) {
  std::vector<std::shared_ptr<Direction>> directions;
  for (const Value& value : arguments.next().list("directions")) directions.push_back(value.held<Direction>());
  if (directions.empty() || directions.size() > 2) throw std::invalid_argument("a layer has one or two directions");
  if (directions.size() == 2 && directions[1]->readsPartial &&
      directions[0]->outputWidth != directions[1]->partialWidth) {
    throw std::invalid_argument("the partial of one direction is not what the other takes");
  }
  if (directions.size() == 2 && (directions[0]->readsPartial || directions[0]->d != directions[1]->d)) {
    throw std::invalid_argument("the directions do not read the same");
  }
  const bool shares = arguments.flag();
  const size_t threads = arguments.whole("threads", mostThreads);
  return give(env, std::make_shared<LayerScan>(std::move(directions), shares, std::max<size_t>(threads, 1)));
}

// createThreadLimit(threads)
napi_value createThreadLimit(napi_env env, Arguments& arguments) {
  return give(env, std::make_shared<ThreadLimit>(std::max<size_t>(arguments.whole("threads", mostThreads), 1)));
}

class RunLayerScan : public Task {
 public:
  RunLayerScan(napi_env env, Arguments& arguments) : scan_(arguments.held<LayerScan>()) {
    const size_t batch = arguments.whole("batch", largest);
    const size_t tokens = arguments.whole("tokens", largest);
    // Times a width it is still a number.
    if (batch > 0 && tokens > largest / batch) throw std::invalid_argument("tokens are out of range");
    const bool first = arguments.flag();
    const Value residualArray = arguments.next(), partialArray = arguments.next();
    const std::vector<Value> states = arguments.next().list("states");
    const Value intoArray = arguments.next(), projectedArray = arguments.next();
    const bool isKnown = arguments.flag();
    const auto& directions = scan_->directions();
    const Direction& last = *directions.back();
    const float* residual = residualArray.floats("residual", batch * tokens * last.d);
    const bool readsPartial = directions.size() == 1 && last.readsPartial;
    const float* partial = readsPartial ? partialArray.floats("partial", batch * tokens * last.partialWidth) : nullptr;
    float* into = intoArray.floats("into", batch * tokens * last.outputWidth);
    if (states.size() != 2 * directions.size()) throw std::invalid_argument("a direction has two states");
    float* projected = nullptr;
    if (!projectedArray.isNothing()) {
      if (directions.size() > 1) throw std::invalid_argument("both directions have their input projection already");
      projected = projectedArray.floats("input projection", batch * tokens * last.inputProjectionWidth);
    } else if (isKnown) {
      throw std::invalid_argument("an input projection is known that is not given");
    }
    for (size_t b = 0; b < batch; b++) {
      std::vector<Step> steps;
      for (size_t i = 0; i < directions.size(); i++) {
        const Direction& direction = *directions[i];
        const size_t conv = direction.convState(), scan = direction.scanState();
        Step step{};
        step.tokens = tokens;
        step.first = first;
        step.residual = residual + b * tokens * direction.d;
        step.partial = partial ? partial + b * tokens * direction.partialWidth : nullptr;
        step.convState = states[2 * i].floats("state", batch * conv) + b * conv;
        step.scanState = states[2 * i + 1].floats("state", batch * scan) + b * scan;
        step.into = into + b * tokens * last.outputWidth;
        step.projected = projected ? projected + b * tokens * direction.inputProjectionWidth : nullptr;
        step.isKnown = isKnown;
        steps.push_back(step);
      }
      sequences_.push_back(std::move(steps));
    }
    for (const Value& array : {residualArray, partialArray, intoArray, projectedArray}) {
      if (!array.isNothing()) keep(env, array);
    }
    for (const Value& state : states) keep(env, state);
    scan_->begin();
  }

  void work() override {
    for (std::vector<Step>& steps : sequences_) scan_->run(steps);
  }

 private:
  std::shared_ptr<LayerScan> scan_;
  /// By sequence of the batch, a step a direction.
  std::vector<std::vector<Step>> sequences_;
};

// runLayerScan(scan, batch, tokens, first, residual, partial, [conv state, scan state, ...], into, input projection,
//   whether it is known): promise
napi_value runLayerScan(napi_env env, Arguments& arguments) {
  return Task::start(env, std::make_unique<RunLayerScan>(env, arguments));
}

class RunChains : public Task {
 public:
  RunChains(napi_env env, Arguments& arguments) : scan_(arguments.held<LayerScan>()) {
    if (scan_->directions().size() != 1) throw std::invalid_argument("chains run in one direction");
    const Direction& direction = *scan_->directions()[0];
    const size_t conv = direction.convState(), scan = direction.scanState();
    size_t rows = 0, blocks = 0;
    for (const Value& value : arguments.next().list("tokens")) {
      step_.tokens.push_back(value.whole("tokens", largest));
      rows += step_.tokens.back();
      if (rows > largest) throw std::invalid_argument("tokens are out of range");
    }
    const std::vector<Value> lengths = arguments.next().list("blocks"), firsts = arguments.next().list("firsts");
    if (firsts.size() != lengths.size()) throw std::invalid_argument("each chain has a length and a flag");
    const Value residual = arguments.next(), partial = arguments.next();
    step_.residual = partsOf(residual, "residual", rows, direction.d);
    if (direction.readsPartial) step_.partial = partsOf(partial, "partial", rows, direction.partialWidth);
    const std::vector<Value> before = arguments.next().list("states"), after = arguments.next().list("states");
    const Value into = arguments.next(), projected = arguments.next();
    const std::vector<Value> known = arguments.next().list("input projections");
    step_.threads = arguments.whole("threads", mostThreads);
    const Value limit = arguments.next();
    if (!limit.isNothing()) limit_ = limit.held<ThreadLimit>();
    if (before.size() != 2 || after.size() != 2) throw std::invalid_argument("a direction has two states");
    const float* convBefore = before[0].floats("state", lengths.size() * conv);
    const float* scanBefore = before[1].floats("state", lengths.size() * scan);
    for (size_t c = 0; c < lengths.size(); c++) {
      const size_t length = lengths[c].whole("blocks", largest);
      blocks += length;
      step_.chains.push_back({length, firsts[c].flag(), convBefore + c * conv, scanBefore + c * scan});
    }
    if (blocks != step_.tokens.size()) throw std::invalid_argument("the chains have other blocks than there are");
    step_.convStates = after[0].floats("state", blocks * conv);
    step_.scanStates = after[1].floats("state", blocks * scan);
    step_.into = into.floats("into", rows * direction.outputWidth);
    const size_t width = direction.inputProjectionWidth;
    if (!projected.isNothing()) step_.projected = projected.floats("input projection", rows * width);
    if (!known.empty() && known.size() != blocks) throw std::invalid_argument("each block has an input projection");
    for (size_t i = 0; i < known.size(); i++) {
      step_.known.push_back(known[i].isNothing() ? nullptr
                                                 : known[i].floats("input projection", step_.tokens[i] * width));
    }
    for (const Value& list : {residual, partial}) {
      if (list.isNothing()) continue;
      for (const Value& part : list.list("parts")) keep(env, part);
    }
    for (const Value& array : known) {
      if (!array.isNothing()) keep(env, array);
    }
    if (!projected.isNothing()) keep(env, projected);
    for (const Value& array : {before[0], before[1], after[0], after[1], into}) keep(env, array);
    scan_->begin();
  }

  void work() override {
    std::optional<ThreadLimit::Taken> taken;
    if (limit_) taken.emplace(*limit_, scan_->threadsOf(step_));
    scan_->runChains(step_);
  }

 private:
  static PartedRows partsOf(const Value& list, const char* name, size_t rows, size_t width) {
    PartedRows parts(width);
    for (const Value& part : list.list(name)) {
      const Floats found = part.floats(name);
      const size_t own = width == 0 ? 0 : found.length / width;
      if (own * width != found.length) throw std::invalid_argument(std::string(name) + " holds no whole rows");
      parts.add(found.data, own);
    }
    if (parts.count() != rows) {
      throw std::invalid_argument(std::string(name) + " holds " + std::to_string(parts.count()) + " rows, expected " +
                                  std::to_string(rows));
    }
    return parts;
  }

  std::shared_ptr<LayerScan> scan_;
  std::shared_ptr<ThreadLimit> limit_;
  ChainStep step_{};
};

// runChains(scan, [tokens of a block], [blocks of a chain], [first], [residual], [partial], [conv, scan state of each
// chain], [the same of each block], into, input projection, [that of each block], threads, thread limit): promise
napi_value runChains(napi_env env, Arguments& arguments) {
  return Task::start(env, std::make_unique<RunChains>(env, arguments));
}

// endLayerScan(scan)
napi_value endLayerScan(napi_env, Arguments& arguments) {
  arguments.held<LayerScan>()->end();
  return nullptr;
}

// observeLayerScan(scan)
napi_value observeLayerScan(napi_env, Arguments& arguments) {
  arguments.held<LayerScan>()->observe();
  return nullptr;
}

napi_value arrayOf(napi_env env, const std::vector<float>& values) {
  napi_value data, buffer;
  void* memory = nullptr;
  expectOk(napi_create_arraybuffer(env, values.size() * sizeof(float), &memory, &buffer), "memory ran out");
  if (!values.empty()) std::memcpy(memory, values.data(), values.size() * sizeof(float));
  expectOk(napi_create_typedarray(env, napi_float32_array, values.size(), buffer, 0, &data));
  return data;
}

// layerScanReading(scan): [largest gates, largest C], magnitudes
napi_value layerScanReading(napi_env env, Arguments& arguments) {
  const auto scan = arguments.held<LayerScan>();
  return pairOf(env, arrayOf(env, scan->gates()), arrayOf(env, scan->reads()));
}

// layerScanSeconds(scan): by stage
napi_value layerScanSeconds(napi_env env, Arguments& arguments) {
  const auto taken = arguments.held<LayerScan>()->seconds();
  napi_value list;
  expectOk(napi_create_array(env, &list));
  for (size_t i = 0; i < stages; i++) {
    napi_value seconds;
    expectOk(napi_create_double(env, taken[i], &seconds));
    expectOk(napi_set_element(env, list, static_cast<uint32_t>(i), seconds));
  }
  return list;
}

}  // namespace

void addRunner(napi_env env, napi_value exports) {
  add<openLibrary>(env, exports, "openLibrary");
  add<openGraph>(env, exports, "openGraph");
  add<runGraph>(env, exports, "runGraph");
  add<runBound>(env, exports, "runBound");
  add<disposeTensor>(env, exports, "disposeTensor");
  add<endGraph>(env, exports, "endGraph");
  add<releaseGraph>(env, exports, "releaseGraph");
  add<createDirection>(env, exports, "createDirection");
  add<createLayerScan>(env, exports, "createLayerScan");
  add<createThreadLimit>(env, exports, "createThreadLimit");
  add<runLayerScan>(env, exports, "runLayerScan");
  add<runChains>(env, exports, "runChains");
  add<endLayerScan>(env, exports, "endLayerScan");
  add<observeLayerScan>(env, exports, "observeLayerScan");
  add<layerScanReading>(env, exports, "layerScanReading");
  add<layerScanSeconds>(env, exports, "layerScanSeconds");
}

}  // namespace megabase

// Layers of a network as functions for JavaScript: a chunk in one call, or chains of blocks.
#include "layer-scan.h"
#include "off-thread.h"
#include "results.h"
#include "runner-addon.h"
#include "task-threads.h"

namespace megabase {

namespace {

// createDirection(norm, inputProjection, select, outputProjection, conv, kind, recurrence, reverse, readsPartial,
//   readsResidual, readsNormed, [d, partialWidth, outputWidth, inputProjectionWidth, selectWidth])
napi_value createDirection(napi_env env, Arguments& arguments) {
  auto direction = std::make_shared<Direction>();
  const Value norm = arguments.next();
  if (!norm.isNothing()) direction->norm = norm.held<Norm>();
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
  direction->readsNormed = arguments.flag();
  const std::vector<Value> widths = arguments.next().list("widths");
  size_t* const places[] = {&direction->d, &direction->partialWidth, &direction->outputWidth,
                            &direction->inputProjectionWidth, &direction->selectWidth};
  if (widths.size() != std::size(places)) throw std::invalid_argument("there are five widths");
  for (size_t i = 0; i < widths.size(); i++) *places[i] = widths[i].whole("a width", largest);
  const bool selects = direction->mamba();
  if (direction->conv->channels != direction->convWidth() || direction->inputProjectionWidth < direction->leastInput() ||
      direction->selectWidth < direction->leastSelect() || selects != (direction->select != nullptr) ||
      (direction->rgLru() && direction->readsPartial && direction->partialWidth != direction->channels()) ||
      (direction->norm ? direction->norm->width != direction->d : direction->readsNormed) ||
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

// createTaskThreads(threads)
napi_value createTaskThreads(napi_env env, Arguments& arguments) {
  const size_t threads = arguments.whole("threads", mostThreads);
  return give(env, std::make_shared<TaskThreads>(env, std::max<size_t>(threads, 1)));
}

// endTaskThreads(): of all that were made
napi_value endTaskThreads(napi_env env, Arguments&) {
  TaskThreads::endAll(env);
  return nullptr;
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
    const Value knownList = arguments.next();
    const std::vector<Value> known = knownList.list("input projections");
    step_.threads = arguments.whole("threads", mostThreads);
    const Value threads = arguments.next();
    if (!threads.isNothing()) threads_ = threads.held<TaskThreads>();
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
    // A list holds its arrays.
    for (const Value& list : {residual, partial, knownList}) {
      if (!list.isNothing()) keep(env, list);
    }
    if (!projected.isNothing()) keep(env, projected);
    for (const Value& array : {before[0], before[1], after[0], after[1], into}) keep(env, array);
    scan_->begin();
  }

  void work() override { scan_->runChains(step_); }

  static napi_value start(napi_env env, std::unique_ptr<RunChains> task) {
    const auto threads = task->threads_;
    if (!threads) return Task::start(env, std::move(task));
    const size_t wanted = task->scan_->threadsOf(task->step_);
    return threads->start(env, std::move(task), wanted);
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
  std::shared_ptr<TaskThreads> threads_;
  ChainStep step_{};
};

// runChains(scan, [tokens of a block], [blocks of a chain], [first], [residual], [partial], [conv, scan state of each
// chain], [the same of each block], into, input projection, [that of each block], threads, task threads): promise
napi_value runChains(napi_env env, Arguments& arguments) {
  return RunChains::start(env, std::make_unique<RunChains>(env, arguments));
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

// layerScanReading(scan): [largest gates, largest C], magnitudes
napi_value layerScanReading(napi_env env, Arguments& arguments) {
  const auto scan = arguments.held<LayerScan>();
  const std::vector<float> gates = scan->gates(), reads = scan->reads();
  return pairOf(env, floatsOf(env, gates.data(), gates.size()), floatsOf(env, reads.data(), reads.size()));
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

void addLayerScans(napi_env env, napi_value exports) {
  add<createDirection>(env, exports, "createDirection");
  add<createLayerScan>(env, exports, "createLayerScan");
  add<createTaskThreads>(env, exports, "createTaskThreads");
  add<endTaskThreads>(env, exports, "endTaskThreads");
  add<runLayerScan>(env, exports, "runLayerScan");
  add<runChains>(env, exports, "runChains");
  add<endLayerScan>(env, exports, "endLayerScan");
  add<observeLayerScan>(env, exports, "observeLayerScan");
  add<layerScanReading>(env, exports, "layerScanReading");
  add<layerScanSeconds>(env, exports, "layerScanSeconds");
}

}  // namespace megabase

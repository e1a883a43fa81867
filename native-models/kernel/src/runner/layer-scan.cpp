#include "layer-scan.h"

#include <chrono>
#include <exception>
#include <stdexcept>

namespace megabase {

namespace {

/// Bytes of a block's values between the products, for each thread: they are to stay in its core's cache.
constexpr size_t blockBytes = 2000000;
/// Tokens of a block, at the least and for each thread at the most.
constexpr size_t leastBlock = 64, mostBlock = 1024;
/// Most that is kept of a chunk's input projection for its other direction, bytes.
constexpr size_t keptBytes = 64000000;
/// Rows are cut among threads by so many: matrix kernels take them in fours, sixes or twelves.
constexpr size_t rowGroup = 12;

/// Values on their way from step to step. One run has them at a time.
struct Scratch {
  std::mutex turn;
  Buffer kept, inputProjection, x, first, second, y, between;

  static Scratch& shared() {
    static auto* scratch = new Scratch;
    return *scratch;
  }
};

Tensor rowsOf(const char* name, const float* data, size_t start, size_t tokens, size_t width) {
  return {name,
          ElementType::float32,
          const_cast<float*>(data) + start * width,
          tokens * width * sizeof(float),
          {static_cast<int64_t>(tokens), static_cast<int64_t>(width)}};
}

size_t blockOf(const Direction& direction, size_t threads) {
  const size_t floats = direction.inputProjectionWidth + direction.convWidth() + 3 * direction.channels();
  size_t block = leastBlock;
  while (2 * block * floats * sizeof(float) <= blockBytes * threads && 2 * block <= mostBlock * threads) block *= 2;
  return block;
}

}  // namespace

void LayerScan::run(std::vector<Step> steps) {
  Scratch& scratch = Scratch::shared();
  const std::lock_guard<std::mutex> turn(scratch.turn);
  for (size_t i = 0; i < directions_.size(); i++) {
    const Direction& direction = *directions_[i];
    const bool isLast = i + 1 == directions_.size();
    if (!isLast) steps[i].into = scratch.between.floats(steps[i].tokens * direction.outputWidth);
    if (i > 0) steps[i].partial = steps[i - 1].into;
    const bool fits = steps[i].tokens * direction.inputProjectionWidth * sizeof(float) <= keptBytes;
    const bool keeps = shares_ && fits && !isLast;
    runDirection(direction, steps[i], keeps, shares_ && fits && i > 0);
  }
}

void LayerScan::runDirection(const Direction& direction, const Step& step, bool keeps, bool isKept) {
  const size_t block = std::min(step.tokens, blockOf(direction, threads_));
  const size_t blocks = (step.tokens + block - 1) / block;
  Scratch& scratch = Scratch::shared();
  for (size_t done = 0; done < blocks; done++) {
    if (ended_) throw std::runtime_error("the run was ended");
    const size_t start = (direction.reverse ? blocks - 1 - done : done) * block;
    const size_t end = std::min(step.tokens, start + block);
    const size_t width = direction.inputProjectionWidth, tokens = end - start;
    float* inputProjection = keeps || isKept ? scratch.kept.floats(step.tokens * width) + start * width
                                             : scratch.inputProjection.floats(tokens * width);
    if (!isKept) {
      timed(Stage::inputProjection, [&] {
        runRows(*direction.inputProjection, tokens, [&](size_t from, size_t rows, auto& feeds, auto& into) {
          feeds.push_back(rowsOf("residual", step.residual, start + from, rows, direction.d));
          into.push_back(rowsOf("input_projection", inputProjection, from, rows, width));
        });
      });
    }
    runBlock(direction, step, start, inputProjection, tokens, done == 0);
  }
}

void LayerScan::runBlock(const Direction& direction, const Step& step, size_t start, const float* inputProjection,
                         size_t tokens, bool isFirst) {
  Scratch& scratch = Scratch::shared();
  const size_t channels = direction.channels(), convWidth = direction.convWidth();
  const size_t width = direction.inputProjectionWidth;
  float* x = scratch.x.floats(tokens * convWidth);
  timed(Stage::conv, [&] {
    ConvTask task{};
    task.tokens = tokens;
    task.reverse = direction.reverse;
    task.silu = !direction.rgLru();
    task.x = inputProjection;
    task.xStride = width;
    task.state = step.convState;
    task.y = x;
    direction.conv->run(threads_, task);
  });

  // Of a Mamba the time step, and B and C; of an RG-LRU its two gates.
  float *first = nullptr, *second = nullptr;
  const size_t secondWidth = direction.mamba() ? direction.selectWidth : channels;
  if (direction.select) {
    first = scratch.first.floats(tokens * channels);
    second = scratch.second.floats(tokens * secondWidth);
    timed(Stage::select, [&] {
      runRows(*direction.select, tokens, [&](size_t from, size_t rows, auto& feeds, auto& into) {
        feeds.push_back(rowsOf("x", x, from, rows, channels));
        into.push_back(rowsOf(direction.mamba() ? "step" : "input_gate", first, from, rows, channels));
        into.push_back(rowsOf(direction.mamba() ? "select" : "decay_gate", second, from, rows, secondWidth));
      });
    });
  }

  float* layerOutput = step.into + start * direction.outputWidth;
  float* y = direction.outputProjection ? scratch.y.floats(tokens * channels) : layerOutput;
  const float* gate = direction.isGated() ? inputProjection + width - channels : nullptr;
  timed(Stage::recurrence, [&] {
    if (const Scan* scan = direction.mamba()) {
      ScanTask task{};
      task.tokens = tokens;
      task.reverse = direction.reverse;
      task.step = first;
      task.x = x;
      task.gate = gate;
      task.gateStride = width;
      task.select = second + secondWidth - 2 * scan->states;
      task.selectStride = secondWidth;
      task.state = step.scanState;
      task.y = y;
      scan->run(threads_, task);
    } else if (const Ssd* ssd = direction.mamba2()) {
      SsdTask task{};
      task.tokens = tokens;
      task.reverse = direction.reverse;
      task.x = x;
      task.xStride = convWidth;
      task.step = inputProjection + convWidth;
      task.stepStride = width;
      task.gate = gate;
      task.gateStride = width;
      task.state = step.scanState;
      task.y = y;
      ssd->run(threads_, task);
    } else {
      RgLruTask task{};
      task.tokens = tokens;
      task.reverse = direction.reverse;
      task.first = step.first && isFirst;
      task.x = x;
      task.inputGate = first;
      task.decayGate = second;
      task.state = step.scanState;
      task.h = y;
      direction.rgLru()->run(threads_, task);
    }
  });

  if (!direction.outputProjection) return;
  timed(Stage::outputProjection, [&] {
    runRows(*direction.outputProjection, tokens, [&](size_t from, size_t rows, auto& feeds, auto& into) {
      feeds.push_back(rowsOf("y", y, from, rows, channels));
      if (direction.readsPartial) feeds.push_back(rowsOf("partial", step.partial, start + from, rows, direction.partialWidth));
      if (direction.readsResidual) feeds.push_back(rowsOf("residual", step.residual, start + from, rows, direction.d));
      into.push_back(rowsOf("layer_output", layerOutput, from, rows, direction.outputWidth));
    });
  });
}

template <typename Work>
void LayerScan::timed(Stage stage, const Work& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  seconds_[static_cast<size_t>(stage)] +=
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

template <typename Rows>
void LayerScan::runRows(Graph& graph, size_t tokens, const Rows& rows) {
  const size_t groups = (tokens + rowGroup - 1) / rowGroup;
  const size_t pieces = std::min(threads_, groups);
  std::vector<std::exception_ptr> faults(pieces);
  ThreadPool::shared().run(pieces, threads_, [&](size_t i) {
    try {
      const size_t from = groups * i / pieces * rowGroup;
      const size_t to = std::min(tokens, groups * (i + 1) / pieces * rowGroup);
      std::vector<Tensor> feeds, into;
      rows(from, to - from, feeds, into);
      graph.run(feeds, into);
    } catch (...) {
      faults[i] = std::current_exception();
    }
  });
  for (const std::exception_ptr& fault : faults) {
    if (fault) std::rethrow_exception(fault);
  }
}

}  // namespace megabase

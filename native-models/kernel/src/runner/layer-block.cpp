// A block of a layer on its way through one direction: products and recurrences, on the threads of the run.
#include <chrono>
#include <cstring>
#include <exception>

#include "layer-scan.h"
#include "near-memory.h"

namespace megabase {

namespace {

Tensor rowsOf(const char* name, const float* data, size_t start, size_t tokens, size_t width) {
  return {name,
          ElementType::float32,
          const_cast<float*>(data) + start * width,
          tokens * width * sizeof(float),
          {static_cast<int64_t>(tokens), static_cast<int64_t>(width)}};
}

template <typename Task, typename Make>
Sequences<Task> tasksOf(const Pieces& sequences, const Make& make) {
  Sequences<Task> tasks(sequences.size());
  for (size_t i = 0; i < sequences.size(); i++) {
    for (const Piece& piece : sequences[i]) tasks[i].push_back(make(piece));
  }
  return tasks;
}

}  // namespace

template <typename Work>
void LayerScan::timed(const Means& means, Stage stage, const Work& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - began;
  const std::lock_guard<std::mutex> lock(account_);
  seconds_[static_cast<size_t>(stage)] += taken.count() / static_cast<double>(means.lanes);
}

template <typename Rows>
void LayerScan::runRows(size_t threads, Graph& graph, size_t tokens, const Rows& rows) {
  if (tokens == 0) return;
  const size_t groups = (tokens + rowGroup - 1) / rowGroup;
  const size_t pieces = std::min(std::max<size_t>(1, threads), groups);
  std::vector<std::exception_ptr> faults(pieces);
  runOnThreads(pieces, threads, [&](size_t i) {
    try {
      const WithNearMemory nearMemory;
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

void LayerScan::normRows(const Means& means, const Direction& direction, BlockRows& rows) {
  if (!direction.norm) return;
  float* normed = means.scratch.normed.floats(rows.tokens * direction.d);
  timed(means, Stage::inputProjection, [&] { direction.norm->run(means.threads, rows.tokens, rows.residual, normed); });
  rows.normed = normed;
}

void LayerScan::projectInput(const Means& means, const Direction& direction, const BlockRows& rows,
                             float* inputProjection) {
  timed(means, Stage::inputProjection, [&] {
    runRows(means.threads, *direction.inputProjection, rows.tokens, [&](size_t from, size_t count, auto& feeds, auto& into) {
      feeds.push_back(direction.norm ? rowsOf("normed", rows.normed, from, count, direction.d)
                                     : rowsOf("residual", rows.residual, from, count, direction.d));
      into.push_back(rowsOf("input_projection", inputProjection, from, count, direction.inputProjectionWidth));
    });
  });
}

void LayerScan::projectUnknown(const Means& means, const Direction& direction, const BlockRows& rows,
                               const size_t* tokens, const float* const* known, float* inputProjection) {
  const size_t width = direction.inputProjectionWidth;
  const auto rowsFrom = [&](size_t row) {
    BlockRows from{};
    from.residual = rows.residual + row * direction.d;
    if (rows.normed) from.normed = rows.normed + row * direction.d;
    return from;
  };
  BlockRows unknown = rowsFrom(0);
  for (size_t row = 0, i = 0; row < rows.tokens; row += tokens[i++]) {
    if (!known[i]) {
      unknown.tokens += tokens[i];
      continue;
    }
    projectInput(means, direction, unknown, inputProjection + (row - unknown.tokens) * width);
    std::memcpy(inputProjection + row * width, known[i], tokens[i] * width * sizeof(float));
    unknown = rowsFrom(row + tokens[i]);
  }
  projectInput(means, direction, unknown, inputProjection + (rows.tokens - unknown.tokens) * width);
}

void LayerScan::runBlock(const Means& means, const Direction& direction, const BlockRows& rows,
                         const float* inputProjection, const Pieces& sequences) {
  Scratch& scratch = means.scratch;
  const size_t threads = means.threads;
  const auto hands = [&](Trail Trails::*trail) {
    return Hands{threads, means.trails ? &(means.trails->*trail) : nullptr, means.block};
  };
  const size_t channels = direction.channels(), convWidth = direction.convWidth(), tokens = rows.tokens;
  const size_t width = direction.inputProjectionWidth;
  float* x = scratch.x.floats(tokens * convWidth);
  timed(means, Stage::conv, [&] {
    direction.conv->runAll(hands(&Trails::conv), tasksOf<ConvTask>(sequences, [&](const Piece& piece) {
      ConvTask task{};
      task.tokens = piece.tokens;
      task.reverse = direction.reverse;
      task.silu = !direction.rgLru();
      task.x = inputProjection + piece.row * width;
      task.xStride = width;
      task.state = piece.convState;
      task.y = x + piece.row * convWidth;
      return Continued<ConvTask>{task, piece.convBefore};
    }));
  });

  if (means.trails && means.trails->isLost()) return;

  // What time steps are made of, B and C.
  float* select = nullptr;
  const size_t selectWidth = direction.selectWidth;
  if (direction.select) {
    select = scratch.select.floats(tokens * selectWidth);
    timed(means, Stage::select, [&] {
      runRows(threads, *direction.select, tokens, [&](size_t from, size_t count, auto& feeds, auto& into) {
        feeds.push_back(rowsOf("x", x, from, count, channels));
        into.push_back(rowsOf("select", select, from, count, selectWidth));
      });
    });
  }

  float* y = direction.outputProjection ? scratch.y.floats(tokens * channels) : rows.into;
  const float* gate = direction.isGated() ? inputProjection + width - channels : nullptr;
  timed(means, Stage::recurrence, [&] {
    if (const Scan* scan = direction.mamba()) {
      const float* selected = select + selectWidth - scan->selectWidth();
      scan->runAll(hands(&Trails::recurrence), tasksOf<ScanTask>(sequences, [&](const Piece& piece) {
        ScanTask task{};
        task.tokens = piece.tokens;
        task.reverse = direction.reverse;
        task.x = x + piece.row * channels;
        task.gate = gate + piece.row * width;
        task.gateStride = width;
        task.select = selected + piece.row * selectWidth;
        task.selectStride = selectWidth;
        task.state = piece.scanState;
        task.y = y + piece.row * channels;
        return Continued<ScanTask>{task, piece.scanBefore};
      }));
      if (observes_) observeRows(gate, width, select + selectWidth - scan->states, selectWidth, tokens);
    } else if (const Ssd* ssd = direction.mamba2()) {
      ssd->runAll(hands(&Trails::recurrence), tasksOf<SsdTask>(sequences, [&](const Piece& piece) {
        SsdTask task{};
        task.tokens = piece.tokens;
        task.reverse = direction.reverse;
        task.x = x + piece.row * convWidth;
        task.xStride = convWidth;
        task.step = inputProjection + piece.row * width + convWidth;
        task.stepStride = width;
        task.gate = gate ? gate + piece.row * width : nullptr;
        task.gateStride = width;
        task.state = piece.scanState;
        task.y = y + piece.row * channels;
        return Continued<SsdTask>{task, piece.scanBefore};
      }));
    } else {
      direction.rgLru()->runAll(hands(&Trails::recurrence), tasksOf<RgLruTask>(sequences, [&](const Piece& piece) {
        RgLruTask task{};
        task.tokens = piece.tokens;
        task.reverse = direction.reverse;
        task.first = piece.first;
        task.x = x + piece.row * channels;
        task.state = piece.scanState;
        if (direction.readsPartial) task.partial = rows.partial + piece.row * channels;
        task.y = y + piece.row * channels;
        return Continued<RgLruTask>{task, piece.scanBefore};
      }));
    }
  });

  if (!direction.outputProjection) return;
  timed(means, Stage::outputProjection, [&] {
    runRows(threads, *direction.outputProjection, tokens, [&](size_t from, size_t count, auto& feeds, auto& into) {
      feeds.push_back(rowsOf("y", y, from, count, channels));
      if (direction.readsPartial && !direction.rgLru()) {
        feeds.push_back(rowsOf("partial", rows.partial, from, count, direction.partialWidth));
      }
      if (direction.readsResidual) feeds.push_back(rowsOf("residual", rows.residual, from, count, direction.d));
      if (direction.readsNormed) feeds.push_back(rowsOf("normed", rows.normed, from, count, direction.d));
      into.push_back(rowsOf("layer_output", rows.into, from, count, direction.outputWidth));
    });
  });
}

}  // namespace megabase

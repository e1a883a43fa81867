#include "layer-scan.h"

#include <chrono>
#include <cmath>
#include <cstring>
#include <exception>
#include <stdexcept>

#include "../lent.h"

namespace megabase {

/// Values on their way from step to step.
struct Scratch {
  Buffer residual, partial, kept, inputProjection, x, first, second, y, between;
};

namespace {

/// Bytes of a block's values between the products, for each thread: they are to stay in its core's cache.
constexpr size_t blockBytes = 4000000;
/// Tokens of a block, at the least and for each thread at the most.
constexpr size_t leastBlock = 64, mostBlock = 1024;
/// Rows are cut among threads by so many: matrix kernels take them in fours, sixes or twelves.
constexpr size_t rowGroup = 12;

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

template <typename Task, typename Make>
Sequences<Task> tasksOf(const Pieces& sequences, const Make& make) {
  Sequences<Task> tasks(sequences.size());
  for (size_t i = 0; i < sequences.size(); i++) {
    for (const Piece& piece : sequences[i]) tasks[i].push_back(make(piece));
  }
  return tasks;
}

}  // namespace

void LayerScan::run(std::vector<Step> steps) {
  const Lent<Scratch> lent;
  Scratch& scratch = *lent;
  for (size_t i = 0; i < directions_.size(); i++) {
    const Direction& direction = *directions_[i];
    const bool isLast = i + 1 == directions_.size();
    if (!isLast) steps[i].into = scratch.between.floats(steps[i].tokens * direction.outputWidth);
    if (i > 0) steps[i].partial = steps[i - 1].into;
    if (shares_ && directions_.size() > 1) {
      steps[i].projected = scratch.kept.floats(steps[i].tokens * direction.inputProjectionWidth);
      steps[i].isKnown = i > 0;
    }
    runDirection({scratch, threads_}, direction, steps[i]);
  }
}

void LayerScan::runDirection(const Means& means, const Direction& direction, const Step& step) {
  const size_t block = std::min(step.tokens, blockOf(direction, means.threads));
  const size_t blocks = (step.tokens + block - 1) / block;
  Scratch& scratch = means.scratch;
  for (size_t done = 0; done < blocks; done++) {
    if (ended_) throw std::runtime_error("the run was ended");
    const size_t start = (direction.reverse ? blocks - 1 - done : done) * block;
    const size_t end = std::min(step.tokens, start + block);
    const size_t width = direction.inputProjectionWidth, tokens = end - start;
    float* inputProjection =
        step.projected ? step.projected + start * width : scratch.inputProjection.floats(tokens * width);
    BlockRows rows{};
    rows.tokens = tokens;
    rows.residual = step.residual + start * direction.d;
    rows.partial = step.partial ? step.partial + start * direction.partialWidth : nullptr;
    rows.into = step.into + start * direction.outputWidth;
    if (!step.isKnown) projectInput(means, direction, rows, inputProjection);
    const bool first = step.first && done == 0;
    runBlock(means, direction, rows, inputProjection,
             {{{0, tokens, first, nullptr, nullptr, step.convState, step.scanState}}});
  }
}

void LayerScan::runChains(const ChainStep& step) {
  const Lent<Scratch> lent;
  const Means means{*lent, threadsOf(step)};
  const Direction& direction = *directions_[0];
  const size_t convState = direction.convState(), scanState = direction.scanState();
  const bool reverse = direction.reverse;
  const size_t count = step.tokens.size();

  // 1. All blocks as pieces, in the order in which they lie.
  std::vector<Piece> pieces(count);
  std::vector<size_t> chainOf(count);
  size_t row = 0, end = 0;
  for (size_t i = 0; i < count; row += step.tokens[i++]) pieces[i] = {row, step.tokens[i], false, {}, {}, {}, {}};
  for (size_t c = 0; c < step.chains.size(); c++) {
    const Chain& chain = step.chains[c];
    const float *conv = chain.convState, *scan = chain.scanState;
    bool first = chain.first;
    for (size_t done = 0; done < chain.blocks; done++) {
      const size_t i = end + (reverse ? chain.blocks - 1 - done : done);
      Piece& piece = pieces[i];
      chainOf[i] = c;
      piece.first = first;
      piece.convBefore = conv;
      piece.scanBefore = scan;
      conv = piece.convState = step.convStates + i * convState;
      scan = piece.scanState = step.scanStates + i * scanState;
      first = first && piece.tokens == 0;
    }
    end += chain.blocks;
  }

  // 2. As many at a time as fit the caches; a piece that does not goes alone.
  const size_t most = blockOf(direction, means.threads);
  for (size_t done = 0; done < count;) {
    if (ended_) throw std::runtime_error("the run was ended");
    size_t taken = 0, tokens = 0;
    const auto at = [&](size_t i) { return reverse ? count - 1 - done - i : done + i; };
    Pieces sequences;
    for (; done + taken < count; taken++) {
      const size_t i = at(taken);
      if (taken > 0 && tokens + pieces[i].tokens > most) break;
      if (taken == 0 || chainOf[i] != chainOf[at(taken - 1)]) sequences.emplace_back();
      sequences.back().push_back(pieces[i]);
      tokens += pieces[i].tokens;
    }
    const size_t lowest = reverse ? at(taken - 1) : at(0), start = pieces[lowest].row;
    for (auto& sequence : sequences) {
      for (Piece& piece : sequence) piece.row -= start;
    }
    done += taken;
    BlockRows rows{};
    rows.tokens = tokens;
    if (tokens > 0) {
      rows.residual = step.residual.at(start, tokens, means.scratch.residual);
      if (direction.readsPartial) rows.partial = step.partial.at(start, tokens, means.scratch.partial);
    }
    rows.into = step.into + start * direction.outputWidth;
    const size_t width = direction.inputProjectionWidth;
    float* inputProjection =
        step.projected ? step.projected + start * width : means.scratch.inputProjection.floats(tokens * width);
    if (step.known.empty()) {
      projectInput(means, direction, rows, inputProjection);
    } else {
      projectUnknown(means, direction, rows, &step.tokens[lowest], &step.known[lowest], inputProjection);
    }
    runBlock(means, direction, rows, inputProjection, sequences);
  }
}

void LayerScan::projectInput(const Means& means, const Direction& direction, const BlockRows& rows,
                             float* inputProjection) {
  timed(Stage::inputProjection, [&] {
    runRows(means.threads, *direction.inputProjection, rows.tokens, [&](size_t from, size_t count, auto& feeds, auto& into) {
      feeds.push_back(rowsOf("residual", rows.residual, from, count, direction.d));
      into.push_back(rowsOf("input_projection", inputProjection, from, count, direction.inputProjectionWidth));
    });
  });
}

void LayerScan::projectUnknown(const Means& means, const Direction& direction, const BlockRows& rows,
                               const size_t* tokens, const float* const* known, float* inputProjection) {
  const size_t width = direction.inputProjectionWidth;
  BlockRows unknown{};
  unknown.residual = rows.residual;
  for (size_t row = 0, i = 0; row < rows.tokens; row += tokens[i++]) {
    if (!known[i]) {
      unknown.tokens += tokens[i];
      continue;
    }
    projectInput(means, direction, unknown, inputProjection + (row - unknown.tokens) * width);
    std::memcpy(inputProjection + row * width, known[i], tokens[i] * width * sizeof(float));
    unknown = {};
    unknown.residual = rows.residual + (row + tokens[i]) * direction.d;
  }
  projectInput(means, direction, unknown, inputProjection + (rows.tokens - unknown.tokens) * width);
}

void LayerScan::runBlock(const Means& means, const Direction& direction, const BlockRows& rows,
                         const float* inputProjection, const Pieces& sequences) {
  const auto& [scratch, threads] = means;
  const size_t channels = direction.channels(), convWidth = direction.convWidth(), tokens = rows.tokens;
  const size_t width = direction.inputProjectionWidth;
  float* x = scratch.x.floats(tokens * convWidth);
  timed(Stage::conv, [&] {
    direction.conv->runAll(threads, tasksOf<ConvTask>(sequences, [&](const Piece& piece) {
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

  // Of an RG-LRU its two gates; of a Mamba all in one: what its time steps are made of, B and C.
  float *first = nullptr, *second = nullptr;
  const size_t secondWidth = direction.mamba() ? direction.selectWidth : channels;
  if (direction.select) {
    if (direction.rgLru()) first = scratch.first.floats(tokens * channels);
    second = scratch.second.floats(tokens * secondWidth);
    timed(Stage::select, [&] {
      runRows(threads, *direction.select, tokens, [&](size_t from, size_t count, auto& feeds, auto& into) {
        feeds.push_back(rowsOf("x", x, from, count, channels));
        if (first) into.push_back(rowsOf("input_gate", first, from, count, channels));
        into.push_back(rowsOf(direction.mamba() ? "select" : "decay_gate", second, from, count, secondWidth));
      });
    });
  }

  float* y = direction.outputProjection ? scratch.y.floats(tokens * channels) : rows.into;
  const float* gate = direction.isGated() ? inputProjection + width - channels : nullptr;
  timed(Stage::recurrence, [&] {
    if (const Scan* scan = direction.mamba()) {
      const float* selected = second + secondWidth - scan->selectWidth();
      scan->runAll(threads, tasksOf<ScanTask>(sequences, [&](const Piece& piece) {
        ScanTask task{};
        task.tokens = piece.tokens;
        task.reverse = direction.reverse;
        task.x = x + piece.row * channels;
        task.gate = gate + piece.row * width;
        task.gateStride = width;
        task.select = selected + piece.row * secondWidth;
        task.selectStride = secondWidth;
        task.state = piece.scanState;
        task.y = y + piece.row * channels;
        return Continued<ScanTask>{task, piece.scanBefore};
      }));
      if (observes_) observeRows(gate, width, second + secondWidth - scan->states, secondWidth, tokens);
    } else if (const Ssd* ssd = direction.mamba2()) {
      ssd->runAll(threads, tasksOf<SsdTask>(sequences, [&](const Piece& piece) {
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
      direction.rgLru()->runAll(threads, tasksOf<RgLruTask>(sequences, [&](const Piece& piece) {
        RgLruTask task{};
        task.tokens = piece.tokens;
        task.reverse = direction.reverse;
        task.first = piece.first;
        task.x = x + piece.row * channels;
        task.inputGate = first + piece.row * channels;
        task.decayGate = second + piece.row * channels;
        task.state = piece.scanState;
        task.h = y + piece.row * channels;
        return Continued<RgLruTask>{task, piece.scanBefore};
      }));
    }
  });

  if (!direction.outputProjection) return;
  timed(Stage::outputProjection, [&] {
    runRows(threads, *direction.outputProjection, tokens, [&](size_t from, size_t count, auto& feeds, auto& into) {
      feeds.push_back(rowsOf("y", y, from, count, channels));
      if (direction.readsPartial) feeds.push_back(rowsOf("partial", rows.partial, from, count, direction.partialWidth));
      if (direction.readsResidual) feeds.push_back(rowsOf("residual", rows.residual, from, count, direction.d));
      into.push_back(rowsOf("layer_output", rows.into, from, count, direction.outputWidth));
    });
  });
}

std::vector<float> LayerScan::gates() const {
  const std::lock_guard<std::mutex> lock(account_);
  return gates_;
}

std::vector<float> LayerScan::reads() const {
  const std::lock_guard<std::mutex> lock(account_);
  return reads_;
}

std::array<double, stages> LayerScan::seconds() const {
  const std::lock_guard<std::mutex> lock(account_);
  return seconds_;
}

void LayerScan::observe() {
  const Scan* scan = directions_.size() == 1 ? directions_[0]->mamba() : nullptr;
  if (!scan) return;
  const std::lock_guard<std::mutex> lock(account_);
  observes_ = true;
  gates_.assign(scan->channels, 0.0f);
  reads_.assign(scan->states, 0.0f);
}

void LayerScan::observeRows(const float* gate, size_t gateStride, const float* read, size_t readStride,
                             size_t tokens) {
  // Nowhere below 0 is SiLU larger than this, and above never larger than what it is of.
  constexpr float least = 0.28f;
  const auto raise = [](float& most, float value) { most = value > most ? value : most; };
  const std::lock_guard<std::mutex> lock(account_);
  for (float& most : gates_) raise(most, tokens > 0 ? least : 0.0f);
  for (size_t t = 0; t < tokens; t++) {
    const float *own = gate + t * gateStride, *c = read + t * readStride;
    for (size_t i = 0; i < gates_.size(); i++) raise(gates_[i], own[i]);
    for (size_t i = 0; i < reads_.size(); i++) raise(reads_[i], std::fabs(c[i]));
  }
}

template <typename Work>
void LayerScan::timed(Stage stage, const Work& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - began;
  const std::lock_guard<std::mutex> lock(account_);
  seconds_[static_cast<size_t>(stage)] += taken.count();
}

template <typename Rows>
void LayerScan::runRows(size_t threads, Graph& graph, size_t tokens, const Rows& rows) {
  if (tokens == 0) return;
  const size_t groups = (tokens + rowGroup - 1) / rowGroup;
  const size_t pieces = std::min(threads, groups);
  std::vector<std::exception_ptr> faults(pieces);
  runOnThreads(pieces, threads, [&](size_t i) {
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

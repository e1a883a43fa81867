#include "layer-scan.h"

#include <cmath>
#include <stdexcept>

#include "../lent.h"
#include "near-memory.h"

namespace megabase {

namespace {

/// Bytes of a block's values between the products, for each thread: they are to stay in its core's cache.
constexpr size_t blockBytes = 2000000;
/// Tokens of a block for a thread.
constexpr size_t leastBlock = 64, mostBlock = 1024;

size_t blockOf(const Direction& direction) {
  const size_t floats =
      direction.inputProjectionWidth + direction.convWidth() + direction.selectWidth + direction.channels();
  return std::min(mostBlock, std::max(leastBlock, blockBytes / (std::max<size_t>(floats, 1) * sizeof(float))));
}

/// Rows by which a block may be longer than the one before.
constexpr size_t leastPart = 2 * rowGroup;

/// Where the blocks of a direction start that lanes take one after the other, and the end. The first and the last of
/// them are shorter, step by step, so that lanes are apart as long as they run, and yet end together: one that is held
/// up for a moment holds up no other.
std::vector<size_t> cut(size_t tokens, size_t lanes, size_t most) {
  if (tokens == 0) return {0};
  const size_t whole = (tokens + lanes * most - 1) / (lanes * most) * lanes;
  // Of a whole block.
  const size_t parts = std::min(lanes, std::max<size_t>(1, tokens / whole / leastPart));
  const size_t count = whole + parts - 1;
  std::vector<size_t> starts{0};
  for (size_t i = 0, done = 0; i < count; i++) {
    done += std::min({i + 1, parts, count - i});
    starts.push_back(i + 1 < count ? tokens * done / (whole * parts) / rowGroup * rowGroup : tokens);
  }
  return starts;
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
    runDirection(direction, steps[i]);
  }
}

void LayerScan::runDirection(const Direction& direction, const Step& step) {
  // A thread a block, each some way behind the one before: so a block's values stay with one core, and none waits for
  // the others between two steps.
  const size_t lanes = std::min(threads_, std::max<size_t>(1, step.tokens / leastBlock));
  const std::vector<size_t> starts = cut(step.tokens, lanes, blockOf(direction));
  Trails trails(direction);
  std::atomic<size_t> next{0};
  std::exception_ptr fault;
  std::atomic<bool> failed{false};
  runOnThreads(lanes, lanes, [&](size_t) {
    try {
      const Lent<Scratch> lent;
      const WithNearMemory nearMemory;
      Means means{*lent, threads_ / lanes, lanes, &trails};
      for (size_t done = next++; done + 1 < starts.size() && !trails.isLost(); done = next++) {
        if (ended_) throw std::runtime_error("the run was ended");
        means.block = done;
        runStepBlock(means, direction, step, starts[done], starts[done + 1]);
      }
    } catch (...) {
      if (!failed.exchange(true)) fault = std::current_exception();
      trails.lose();
    }
  });
  if (fault) std::rethrow_exception(fault);
}

void LayerScan::runStepBlock(const Means& means, const Direction& direction, const Step& step, size_t from,
                             size_t to) {
  const size_t width = direction.inputProjectionWidth, tokens = to - from;
  const size_t start = direction.reverse ? step.tokens - to : from;
  float* inputProjection =
      step.projected ? step.projected + start * width : means.scratch.inputProjection.floats(tokens * width);
  BlockRows rows{};
  rows.tokens = tokens;
  rows.residual = step.residual + start * direction.d;
  rows.partial = step.partial ? step.partial + start * direction.partialWidth : nullptr;
  rows.into = step.into + start * direction.outputWidth;
  if (!step.isKnown || direction.readsNormed) normRows(means, direction, rows);
  if (!step.isKnown) projectInput(means, direction, rows, inputProjection);
  const bool first = step.first && from == 0;
  runBlock(means, direction, rows, inputProjection,
           {{{0, tokens, first, nullptr, nullptr, step.convState, step.scanState}}});
}

void LayerScan::runChains(const ChainStep& step) {
  const Lent<Scratch> lent;
  const WithNearMemory nearMemory;
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
  const size_t most = blockOf(direction) * means.threads;
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
    normRows(means, direction, rows);
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

}  // namespace megabase

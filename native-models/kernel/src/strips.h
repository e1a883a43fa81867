// The recurrences, a strip of channels at a time. Compiled once for each instruction set, with LANES
// and INSTRUCTION_SET defined.
//
// Lanes are channels: a token's B and C are numbers that all lanes share, a row of x, step or gate is
// loaded as it lies, and nothing but a norm is ever summed across lanes. The state of a strip stays in the
// first-level cache (2 KB at 16 states), and the many short chains of a token are independent, so
// that their latencies overlap.
#include "functions.h"
#include "recurrence.h"

namespace {

using namespace megabase;

/// Vectors computed in step, so that one chain's latency is another's work.
constexpr size_t together = LANES == 4 ? 4 : 2;
constexpr size_t group = together * LANES;
static_assert(stripChannels % group == 0, "a strip is whole groups");

/// Rows ahead of the one in work that are asked for.
constexpr size_t ahead = 6;

/// A row of a strip whose channels may be fewer than the strip has lanes.
template <bool whole>
inline Vec loadLanes(const float* row, size_t lane, size_t count) {
  if (whole) return load(row + lane);
  Vec value{};
  for (size_t i = lane; i < count && i < lane + LANES; i++) value[i - lane] = row[i];
  return value;
}

template <bool whole>
inline void storeLanes(float* row, size_t lane, size_t count, Vec value) {
  if (whole) return store(row + lane, value);
  for (size_t i = lane; i < count && i < lane + LANES; i++) row[i] = value[i - lane];
}

inline size_t tokenAt(size_t step, size_t tokens, bool reverse) {
  return reverse ? tokens - 1 - step : step;
}

inline size_t lanesOf(size_t channels, size_t strip) {
  const size_t left = channels - strip * stripChannels;
  return left < stripChannels ? left : stripChannels;
}

/// Sum of all lanes, by halves.
inline float sumOfLanes(Vec value) {
  float sums[LANES];
  store(sums, value);
  for (size_t half = LANES / 2; half > 0; half /= 2) {
    for (size_t i = 0; i < half; i++) sums[i] += sums[i + half];
  }
  return sums[0];
}

template <bool whole>
void normRow(const float* x, const NormTask& task, float* y) {
  constexpr size_t inStep = 4;
  const size_t width = task.width;
  Vec squares[inStep] = {};
  for (size_t c = 0; c < width; c += inStep * LANES) {
    for (size_t p = 0; p < inStep && c + p * LANES < width; p++) {
      const Vec value = loadLanes<whole>(x, c + p * LANES, width);
      squares[p] += value * value;
    }
  }
  const float mean = sumOfLanes((squares[0] + squares[1]) + (squares[2] + squares[3])) / static_cast<float>(width);
  const float factor = 1.0f / __builtin_sqrtf(mean + task.epsilon);
  for (size_t c = 0; c < width; c += LANES) {
    storeLanes<whole>(y, c, width, loadLanes<whole>(x, c, width) * factor * loadLanes<whole>(task.scale, c, width));
  }
}

template <bool whole, size_t fixedWidth>
void convStrip(const ConvTask& task, size_t strip) {
  const size_t width = fixedWidth ? fixedWidth : task.width;
  const size_t first = strip * stripChannels;
  const size_t count = lanesOf(task.channels, strip);
  const float* weight = task.weight + first * width;
  const float* bias = task.bias + first;
  const size_t past = width - 1;

  // Before the sequence's first tokens lies the state: row i - j of both, laid end to end.
  const auto row = [&](size_t step, size_t back) -> const float* {
    if (step >= back) return task.x + tokenAt(step - back, task.tokens, task.reverse) * task.xStride + first;
    return task.state + (past + step - back) * task.channels + first;
  };
  const auto compute = [&](size_t step, const auto& rowAt) {
    float* y = task.y + tokenAt(step, task.tokens, task.reverse) * task.channels + first;
    for (size_t lane = 0; lane < (whole ? stripChannels : count); lane += LANES) {
      Vec sum = load(bias + lane);
      for (size_t tap = 0; tap < width; tap++) {
        sum += load(weight + tap * stripChannels + lane) * loadLanes<whole>(rowAt(past - tap), lane, count);
      }
      storeLanes<whole>(y, lane, count, task.silu ? silu(sum) : sum);
    }
  };

  const size_t head = past < task.tokens ? past : task.tokens;
  for (size_t step = 0; step < head; step++) {
    compute(step, [&](size_t back) { return row(step, back); });
  }
  const ptrdiff_t stride = task.reverse ? -(ptrdiff_t)task.xStride : (ptrdiff_t)task.xStride;
  for (size_t step = head; step < task.tokens; step++) {
    const float* here = row(step, 0);
    compute(step, [&](size_t back) { return here - (ptrdiff_t)back * stride; });
  }

  // The last `past` rows of state and sequence; from the front, so that none is lost on the way.
  for (size_t i = 0; i < past; i++) {
    const size_t step = task.tokens + i;
    const float* from = step >= past ? row(step - past, 0) : task.state + step * task.channels + first;
    std::memmove(task.state + i * task.channels + first, from, count * sizeof(float));
  }
}

/// Tokens whose time steps and gates are computed side by side, for they wait for no state.
constexpr size_t scanTile = 8;

/// Tokens and vectors whose time steps are summed up side by side: a weight is loaded once for all of these tokens.
constexpr size_t stepTokens = LANES == 16 ? 8 : 4, stepVectors = 2;
static_assert(scanTile % stepTokens == 0 && group % (stepVectors * LANES) == 0, "a tile is whole blocks");

/// `steps [scanTile, stripChannels]` of a tile, from the values `low` of each of its tokens.
inline void timeSteps(const float* const* low, size_t rank, const float* weight, const float* bias, size_t tile,
                      size_t lanes, float* steps) {
  for (size_t from = 0; from < tile; from += stepTokens) {
    for (size_t lane = 0; lane < lanes; lane += stepVectors * LANES) {
      Vec sum[stepTokens][stepVectors];
      for (auto& of : sum) {
        for (size_t p = 0; p < stepVectors; p++) of[p] = load(bias + lane + p * LANES);
      }
      for (size_t r = 0; r < rank; r++) {
        Vec own[stepVectors];
        for (size_t p = 0; p < stepVectors; p++) own[p] = load(weight + r * stripChannels + lane + p * LANES);
        for (size_t i = 0; i < stepTokens; i++) {
          const float value = low[from + i][r];
          for (size_t p = 0; p < stepVectors; p++) sum[i][p] += own[p] * value;
        }
      }
      for (size_t i = 0; i < stepTokens; i++) {
        for (size_t p = 0; p < stepVectors; p++) {
          store(steps + (from + i) * stripChannels + lane + p * LANES, softplus(sum[i][p]));
        }
      }
    }
  }
}

template <bool whole, size_t fixedStates>
void scanStrip(const ScanTask& task, size_t strip) {
  const size_t states = fixedStates ? fixedStates : task.states;
  const size_t first = strip * stripChannels;
  const size_t count = lanesOf(task.channels, strip);
  const float* a = task.a + first * states;
  const float* stepWeight = task.stepWeight + first * task.rank;
  const float* bias = task.bias + first;
  const float* skip = task.skip + first;
  // Whole groups: of the lanes behind the last channel, too, what is stored below is known.
  const size_t lanes = whole ? stripChannels : (count + group - 1) / group * group;

  alignas(64) float state[(fixedStates ? fixedStates : mostStates) * stripChannels];
  for (size_t n = 0; n < states; n++) {
    for (size_t c = 0; c < stripChannels; c++) {
      state[n * stripChannels + c] = c < count ? task.state[(first + c) * states + n] : 0.0f;
    }
  }

  alignas(64) float steps[scanTile * stripChannels], sums[scanTile * stripChannels];
  for (size_t done = 0; done < task.tokens; done += scanTile) {
    const size_t tile = task.tokens - done < scanTile ? task.tokens - done : scanTile;
    const auto at = [&](size_t i) { return tokenAt(done + i, task.tokens, task.reverse); };

    // 1. Time steps. Behind the last token of a tile that is not full it is taken again.
    const float* low[scanTile];
    for (size_t i = 0; i < scanTile; i++) {
      low[i] = task.select + at(i < tile ? i : tile - 1) * task.selectStride;
      if (done + i + scanTile < task.tokens) {
        const size_t next = at(i + scanTile);
        for (size_t line = 0; line < stripChannels; line += 16) {
          __builtin_prefetch(task.x + next * task.channels + first + line);
          __builtin_prefetch(task.gate + next * task.gateStride + first + line);
        }
      }
    }
    timeSteps(low, task.rank, stepWeight, bias, tile, lanes, steps);

    // 2. What goes through the state.
    for (size_t i = 0; i < tile; i++) {
      const float* x = task.x + at(i) * task.channels + first;
      const float* b = low[i] + task.rank;
      const float* c = b + states;
      for (size_t lane = 0; lane < lanes; lane += group) {
        Vec dt[together], value[together], sum[together];
        for (size_t p = 0; p < together; p++) {
          const size_t own = lane + p * LANES;
          const Vec input = loadLanes<whole>(x, own, count);
          dt[p] = load(steps + i * stripChannels + own);
          value[p] = dt[p] * input;
          sum[p] = input * load(skip + own);
        }
        for (size_t n = 0; n < states; n++) {
          const float *an = a + n * stripChannels + lane;
          float *sn = state + n * stripChannels + lane;
          for (size_t p = 0; p < together; p++) {
            const Vec decay = exp2(dt[p] * load(an + p * LANES));
            const Vec next = decay * load(sn + p * LANES) + value[p] * b[n];
            store(sn + p * LANES, next);
            sum[p] += next * c[n];
          }
        }
        for (size_t p = 0; p < together; p++) store(sums + i * stripChannels + lane + p * LANES, sum[p]);
      }
    }

    // 3. Gates.
    for (size_t i = 0; i < tile; i++) {
      const float* gate = task.gate + at(i) * task.gateStride + first;
      float* y = task.y + at(i) * task.channels + first;
      for (size_t lane = 0; lane < lanes; lane += LANES) {
        const Vec sum = load(sums + i * stripChannels + lane);
        storeLanes<whole>(y, lane, count, sum * silu(loadLanes<whole>(gate, lane, count)));
      }
    }
  }

  for (size_t n = 0; n < states; n++) {
    for (size_t c = 0; c < count; c++) {
      task.state[(first + c) * states + n] = state[n * stripChannels + c];
    }
  }
}

/// Tokens whose time steps and decays are computed side by side.
constexpr size_t stepBlock = 64;

/// Time steps and decays of a head at `count` tokens, the first of which comes at `from` in the direction.
inline void ssdSteps(const SsdTask& task, size_t head, size_t from, size_t count, float* steps, float* decays) {
  for (size_t i = 0; i < stepBlock; i++) {
    const size_t t = i < count ? tokenAt(from + i, task.tokens, task.reverse) : 0;
    steps[i] = i < count ? task.step[t * task.stepStride + head] : 0.0f;
  }
  const Vec a = splat(task.a[head]), bias = splat(task.bias[head]);
  for (size_t i = 0; i < count; i += LANES) {
    const Vec dt = notAbove(splat(task.most), notBelow(splat(task.least), softplus(load(steps + i) + bias)));
    store(steps + i, dt);
    store(decays + i, exp2(dt * a));
  }
}

/// Channels [first, first + count) of a head. Its state, a row of channels for each value of B, stays in the
/// first-level cache: 8 KB at 64 states.
template <bool whole>
void ssdStrip(const SsdTask& task, size_t head, size_t first, size_t count) {
  constexpr size_t vectors = stripChannels / LANES;
  // Two sums for each vector, so that one product need not wait for the one before it.
  constexpr size_t inStep = vectors < 4 ? vectors : 4;
  const size_t states = task.states, channels = task.heads * task.width;
  const size_t group = head / (task.heads / task.groups);
  const size_t place = head * task.width + first;
  const float* skip = task.skip + place;
  float* own = task.state + head * states * task.width + first;

  alignas(64) float state[mostStates * stripChannels];
  for (size_t n = 0; n < states; n++) {
    for (size_t c = 0; c < stripChannels; c++) {
      state[n * stripChannels + c] = c < count ? own[n * task.width + c] : 0.0f;
    }
  }

  alignas(64) float steps[stepBlock], decays[stepBlock];
  for (size_t i = 0; i < task.tokens; i++) {
    const size_t at = i % stepBlock;
    if (at == 0) {
      const size_t left = task.tokens - i;
      ssdSteps(task, head, i, left < stepBlock ? left : stepBlock, steps, decays);
    }
    const size_t t = tokenAt(i, task.tokens, task.reverse);
    const float* x = task.x + t * task.xStride + place;
    const float* b = task.x + t * task.xStride + channels + group * states;
    const float* c = b + task.groups * states;
    const float* gate = task.gate ? task.gate + t * task.gateStride + place : nullptr;
    float* y = task.y + t * channels + place;
    if (i + ahead < task.tokens) {
      const ptrdiff_t rows = task.reverse ? -(ptrdiff_t)ahead : (ptrdiff_t)ahead;
      for (size_t line = 0; line < stripChannels; line += 16) {
        __builtin_prefetch(x + rows * (ptrdiff_t)task.xStride + line);
        if (gate) __builtin_prefetch(gate + rows * (ptrdiff_t)task.gateStride + line);
      }
    }

    const Vec decay = splat(decays[at]);
    for (size_t lane = 0; lane < (whole ? stripChannels : count); lane += inStep * LANES) {
      Vec value[inStep], sum[inStep], other[inStep];
      for (size_t p = 0; p < inStep; p++) {
        const Vec input = loadLanes<whole>(x, lane + p * LANES, count);
        value[p] = steps[at] * input;
        sum[p] = input * loadLanes<whole>(skip, lane + p * LANES, count);
        other[p] = Vec{};
      }
      const auto add = [&](size_t n, Vec* sums) {
        for (size_t p = 0; p < inStep; p++) {
          float* sn = state + n * stripChannels + lane + p * LANES;
          const Vec next = decay * load(sn) + value[p] * b[n];
          store(sn, next);
          sums[p] += next * c[n];
        }
      };
      size_t n = 0;
      for (; n + 1 < states; n += 2) {
        add(n, sum);
        add(n + 1, other);
      }
      if (n < states) add(n, sum);
      for (size_t p = 0; p < inStep; p++) {
        const Vec all = sum[p] + other[p];
        const size_t to = lane + p * LANES;
        storeLanes<whole>(y, to, count, gate ? all * silu(loadLanes<whole>(gate, to, count)) : all);
      }
    }
  }

  for (size_t n = 0; n < states; n++) {
    for (size_t c = 0; c < count; c++) own[n * task.width + c] = state[n * stripChannels + c];
  }
}

/// Tokens whose gates are known before their states, and of these, as many as registers hold the sums of: a weight is
/// loaded once for all of them.
constexpr size_t gateTile = 16, gateTokens = LANES == 16 ? 8 : 4;
static_assert(gateTile % gateTokens == 0, "a tile is whole groups");

/// Both gates of LANES channels, before their sigmoids, at the tokens of a tile, a row of `x` each. `weight` and biases
/// begin at the first of these channels; `heads`: where in a row the head of each begins; `oneHead`: they are all of
/// one. A function of its own, for nothing else is to take registers.
template <bool oneHead>
__attribute__((noinline)) void sumGates(const float* const* x, const size_t* heads, size_t width, const float* weight,
                                        const float* inputBias, const float* decayBias, Vec* inputs, Vec* decays) {
  for (size_t from = 0; from < gateTile; from += gateTokens) {
    Vec input[gateTokens], decay[gateTokens];
    for (size_t i = 0; i < gateTokens; i++) {
      input[i] = load(inputBias);
      decay[i] = load(decayBias);
    }
    for (size_t k = 0; k < width; k++) {
      const Vec toInput = load(weight + 2 * k * stripChannels), toDecay = load(weight + (2 * k + 1) * stripChannels);
      for (size_t i = 0; i < gateTokens; i++) {
        Vec value;
        if (oneHead) {
          value = splat(x[from + i][heads[0] + k]);
        } else {
          for (size_t c = 0; c < LANES; c++) value[c] = x[from + i][heads[c] + k];
        }
        input[i] += toInput * value;
        decay[i] += toDecay * value;
      }
    }
    for (size_t i = 0; i < gateTokens; i++) {
      inputs[from + i] = input[i];
      decays[from + i] = decay[i];
    }
  }
}

/// LANES channels from `first` on, or `count` of them where that is less.
template <bool whole, bool oneHead>
void rgLruLanes(const RgLruTask& task, size_t first, size_t count) {
  const size_t strip = first / stripChannels, lane = first % stripChannels;
  const float* weight = task.gateWeight + strip * task.width * 2 * stripChannels + lane;
  size_t heads[LANES];
  for (size_t c = 0; c < LANES; c++) {
    const size_t channel = first + (c < count ? c : count - 1);
    heads[c] = channel / task.width * task.width;
  }
  const Vec slowest = load(task.logDecay + first);
  Vec h = loadLanes<whole>(task.state + first, 0, count);
  for (size_t done = 0; done < task.tokens; done += gateTile) {
    const size_t tile = task.tokens - done < gateTile ? task.tokens - done : gateTile;
    const auto at = [&](size_t i) { return tokenAt(done + i, task.tokens, task.reverse) * task.channels; };
    // Behind the last token of a tile that is not full it is taken again.
    const float* x[gateTile];
    for (size_t i = 0; i < gateTile; i++) x[i] = task.x + at(i < tile ? i : tile - 1);
    Vec inputs[gateTile], decays[gateTile];
    sumGates<oneHead>(x, heads, task.width, weight, task.inputBias + first, task.decayBias + first, inputs, decays);
    for (size_t i = 0; i < tile; i++) {
      // 1 - a^2 = (1 - a)(1 + a), which keeps its digits where a is near 1.
      const Vec less = -expm1(slowest * sigmoid(decays[i]));
      const Vec decay = 1.0f - less;
      const bool isFirst = task.first && done + i == 0;
      const Vec factor = isFirst ? splat(1.0f) : squareRoot(less * (1.0f + decay));
      h = decay * h + sigmoid(inputs[i]) * loadLanes<whole>(x[i] + first, 0, count) * factor;
      Vec given = h;
      if (task.partial) {
        const Vec other = loadLanes<whole>(task.partial + at(i) + first, 0, count);
        given = task.multiplies ? other * h : other + h;
      }
      storeLanes<whole>(task.y + at(i) + first, 0, count, given);
    }
  }
  storeLanes<whole>(task.state + first, 0, count, h);
}

void rgLruStrip(const RgLruTask& task, size_t strip) {
  const size_t from = strip * stripChannels, to = from + lanesOf(task.channels, strip);
  for (size_t first = from; first < to; first += LANES) {
    const size_t count = to - first;
    const size_t last = first + (count < LANES ? count : LANES) - 1;
    if (count < LANES) {
      rgLruLanes<false, false>(task, first, count);
    } else if (first / task.width == last / task.width) {
      rgLruLanes<true, true>(task, first, count);
    } else {
      rgLruLanes<true, false>(task, first, count);
    }
  }
}

bool isWhole(size_t channels, size_t strip) { return lanesOf(channels, strip) == stripChannels; }

void norm(const NormTask& task) {
  const FlushToZero mode;
  for (size_t t = 0; t < task.tokens; t++) {
    const float* x = task.x + t * task.width;
    float* y = task.y + t * task.width;
    if (task.width % LANES == 0) {
      normRow<true>(x, task, y);
    } else {
      normRow<false>(x, task, y);
    }
  }
}

void conv(const ConvTask& task, size_t strip) {
  const FlushToZero mode;
  if (!isWhole(task.channels, strip)) return convStrip<false, 0>(task, strip);
  if (task.width == 4) return convStrip<true, 4>(task, strip);
  convStrip<true, 0>(task, strip);
}

void scan(const ScanTask& task, size_t strip) {
  const FlushToZero mode;
  if (!isWhole(task.channels, strip)) return scanStrip<false, 0>(task, strip);
  if (task.states == 16) return scanStrip<true, 16>(task, strip);
  scanStrip<true, 0>(task, strip);
}

void ssd(const SsdTask& task, size_t strip) {
  const FlushToZero mode;
  const size_t each = stripsOf(task.width);
  const size_t head = strip / each, within = strip % each;
  const size_t count = lanesOf(task.width, within);
  if (count == stripChannels) return ssdStrip<true>(task, head, within * stripChannels, count);
  ssdStrip<false>(task, head, within * stripChannels, count);
}

void rgLru(const RgLruTask& task, size_t strip) {
  const FlushToZero mode;
  rgLruStrip(task, strip);
}

template <typename Function>
void each(const float* x, float* y, size_t count, Function function) {
  const FlushToZero mode;
  for (size_t i = 0; i < count; i += LANES) {
    const size_t left = count - i;
    storeLanes<false>(y + i, 0, left, function(loadLanes<false>(x + i, 0, left)));
  }
}

bool apply(const char* name, const float* x, float* y, size_t count) {
  const auto is = [&](const char* other) { return std::strcmp(name, other) == 0; };
  if (is("exp2")) return each(x, y, count, [](Vec v) { return exp2(v); }), true;
  if (is("exp")) return each(x, y, count, [](Vec v) { return exp(v); }), true;
  if (is("expm1")) return each(x, y, count, [](Vec v) { return expm1(v); }), true;
  if (is("sigmoid")) return each(x, y, count, [](Vec v) { return sigmoid(v); }), true;
  if (is("silu")) return each(x, y, count, [](Vec v) { return silu(v); }), true;
  if (is("softplus")) return each(x, y, count, [](Vec v) { return softplus(v); }), true;
  return false;
}

}  // namespace

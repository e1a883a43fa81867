// Parameters of the recurrences as the kernel keeps them: by strips, padded with zeros. What they make
// of a block of tokens is computed on the pool's threads, a strip at a time.
#pragma once
#include <node_api.h>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "kinds.h"
#include "recurrence.h"
#include "thread-pool.h"
#include "trail.h"

namespace megabase {

/// The instruction set in use.
inline const InstructionSet*& chosenSet() {
  static const InstructionSet* chosen = instructionSets()[0];
  return chosen;
}

/// Values of each channel `[channels, per]` as `[strip][per][stripChannels]`, padded with zeros.
inline std::vector<float> inStrips(const float* values, size_t channels, size_t per) {
  std::vector<float> packed(stripsOf(channels) * per * stripChannels);
  for (size_t c = 0; c < channels; c++) {
    for (size_t i = 0; i < per; i++) {
      packed[(c / stripChannels * per + i) * stripChannels + c % stripChannels] = values[c * per + i];
    }
  }
  return packed;
}

/// A task that goes on from where another one has left its state; from what lies there where that is null.
template <typename Task>
struct Continued {
  Task task;
  const float* before;
};

/// Sequences side by side, each of tasks that follow each other.
template <typename Task>
using Sequences = std::vector<std::vector<Continued<Task>>>;

/// Who computes: on how many threads, and behind whom.
struct Hands {
  size_t threads;
  /// Where blocks of one sequence are computed side by side, the way of its strips, and which block this one is.
  Trail* trail = nullptr;
  size_t block = 0;
};

/// Each strip of each sequence by itself: `copy(from, to, strip)` copies a strip of the state.
template <typename Task, typename Copy>
void runStrips(const Hands& hands, size_t strips, const Sequences<Task>& sequences, void (*strip)(const Task&, size_t),
               const Copy& copy) {
  runOnThreads(sequences.size() * strips, hands.threads, [&](size_t i) {
    if (hands.trail && !hands.trail->await(i % strips, hands.block)) return;
    for (const auto& [task, before] : sequences[i / strips]) {
      if (before) copy(before, task.state, i % strips);
      strip(task, i % strips);
    }
    if (hands.trail) hands.trail->pass(i % strips);
  });
}

/// A strip of `rows` rows of `each` values for each channel.
inline void copyStrip(const float* from, float* to, size_t channels, size_t strip, size_t rows, size_t each) {
  const size_t first = strip * stripChannels;
  const size_t count = std::min(stripChannels, channels - first);
  for (size_t row = 0; row < rows; row++) {
    const size_t at = (row * channels + first) * each;
    std::memcpy(to + at, from + at, count * each * sizeof(float));
  }
}

struct Norm {
  static constexpr napi_type_tag tag = tagOf(Kind::norm);
  size_t width;
  float epsilon;
  std::vector<float> scale;

  /// `x` and `y [tokens, width]`
  void run(size_t threads, size_t tokens, const float* x, float* y) const {
    const size_t pieces = std::min(std::max<size_t>(1, threads), tokens);
    runOnThreads(pieces, threads, [&](size_t i) {
      const size_t from = tokens * i / pieces, to = tokens * (i + 1) / pieces;
      chosenSet()->norm({width, to - from, epsilon, scale.data(), x + from * width, y + from * width});
    });
  }
};

struct Conv {
  static constexpr napi_type_tag tag = tagOf(Kind::conv);
  size_t channels, width;
  std::vector<float> weight, bias;

  size_t strips() const { return stripsOf(channels); }

  void run(size_t threads, const ConvTask& task) const { runAll({threads}, {{{task, nullptr}}}); }

  void runAll(const Hands& hands, Sequences<ConvTask> sequences) const {
    for (auto& sequence : sequences) {
      for (auto& [task, before] : sequence) {
        task.channels = channels;
        task.width = width;
        task.weight = weight.data();
        task.bias = bias.data();
      }
    }
    runStrips(hands, strips(), sequences, chosenSet()->conv,
              [&](const float* from, float* to, size_t strip) { copyStrip(from, to, channels, strip, width - 1, 1); });
  }
};

struct Scan {
  static constexpr napi_type_tag tag = tagOf(Kind::scan);
  size_t channels, states, rank;
  std::vector<float> a, stepWeight, bias, skip;

  /// What it takes of `select`, values a token.
  size_t selectWidth() const { return rank + 2 * states; }

  size_t strips() const { return stripsOf(channels); }

  void run(size_t threads, const ScanTask& task) const { runAll({threads}, {{{task, nullptr}}}); }

  void runAll(const Hands& hands, Sequences<ScanTask> sequences) const {
    for (auto& sequence : sequences) {
      for (auto& [task, before] : sequence) {
        task.channels = channels;
        task.states = states;
        task.rank = rank;
        task.a = a.data();
        task.stepWeight = stepWeight.data();
        task.bias = bias.data();
        task.skip = skip.data();
      }
    }
    runStrips(hands, strips(), sequences, chosenSet()->scan,
              [&](const float* from, float* to, size_t strip) { copyStrip(from, to, channels, strip, 1, states); });
  }
};

struct Ssd {
  static constexpr napi_type_tag tag = tagOf(Kind::ssd);
  size_t heads, width, states, groups;
  float least, most;
  std::vector<float> a, bias, skip;

  /// What the scan gives, and what it takes of the convolution, values a token.
  size_t channels() const { return heads * width; }
  size_t inputs() const { return channels() + 2 * groups * states; }
  size_t strips() const { return stripsOfHeads(heads, width); }

  void run(size_t threads, const SsdTask& task) const { runAll({threads}, {{{task, nullptr}}}); }

  void runAll(const Hands& hands, Sequences<SsdTask> sequences) const {
    for (auto& sequence : sequences) {
      for (auto& [task, before] : sequence) {
        task.heads = heads;
        task.width = width;
        task.states = states;
        task.groups = groups;
        task.least = least;
        task.most = most;
        task.a = a.data();
        task.bias = bias.data();
        task.skip = skip.data();
      }
    }
    const size_t each = stripsOf(width);
    runStrips(hands, strips(), sequences, chosenSet()->ssd,
              [&](const float* from, float* to, size_t strip) {
                const size_t head = strip / each * states * width;
                copyStrip(from + head, to + head, width, strip % each, states, 1);
              });
  }
};

/// Weights of both gates `[heads, width, width]`, a row for each channel that goes in, as
/// `[strip][width][input, decay][stripChannels]`, padded with zeros.
inline std::vector<float> gatesInStrips(const float* input, const float* decay, size_t channels, size_t width) {
  std::vector<float> packed(stripsOf(channels) * width * 2 * stripChannels);
  for (size_t c = 0; c < channels; c++) {
    const size_t head = c / width * width * width, column = c % width;
    for (size_t k = 0; k < width; k++) {
      float* to = &packed[(c / stripChannels * width + k) * 2 * stripChannels + c % stripChannels];
      to[0] = input[head + k * width + column];
      to[stripChannels] = decay[head + k * width + column];
    }
  }
  return packed;
}

struct RgLru {
  static constexpr napi_type_tag tag = tagOf(Kind::rgLru);
  size_t channels, width;
  bool multiplies;
  std::vector<float> logDecay, gateWeight, inputBias, decayBias;

  size_t strips() const { return stripsOf(channels); }

  void run(size_t threads, const RgLruTask& task) const { runAll({threads}, {{{task, nullptr}}}); }

  void runAll(const Hands& hands, Sequences<RgLruTask> sequences) const {
    for (auto& sequence : sequences) {
      for (auto& [task, before] : sequence) {
        task.channels = channels;
        task.width = width;
        task.multiplies = multiplies;
        task.logDecay = logDecay.data();
        task.gateWeight = gateWeight.data();
        task.inputBias = inputBias.data();
        task.decayBias = decayBias.data();
      }
    }
    runStrips(hands, strips(), sequences, chosenSet()->rgLru,
              [&](const float* from, float* to, size_t strip) { copyStrip(from, to, channels, strip, 1, 1); });
  }
};

}  // namespace megabase

// Parameters of the recurrences as the kernel keeps them: by strips, padded with zeros. What they make
// of a block of tokens is computed on the pool's threads, a strip at a time.
#pragma once
#include <node_api.h>

#include <utility>
#include <vector>

#include "recurrence.h"
#include "thread-pool.h"

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

template <typename Task>
void runStrips(size_t threads, const Task& task, void (*strip)(const Task&, size_t)) {
  ThreadPool::shared().run(stripsOf(task.channels), threads, [&](size_t i) { strip(task, i); });
}

struct Conv {
  static constexpr napi_type_tag tag = {0x6d6567616261, 1};
  size_t channels, width;
  std::vector<float> weight, bias;

  void run(size_t threads, ConvTask task) const {
    task.channels = channels;
    task.width = width;
    task.weight = weight.data();
    task.bias = bias.data();
    runStrips(threads, task, chosenSet()->conv);
  }
};

struct Scan {
  static constexpr napi_type_tag tag = {0x6d6567616261, 2};
  size_t channels, states;
  std::vector<float> a, bias, skip;

  void run(size_t threads, ScanTask task) const {
    task.channels = channels;
    task.states = states;
    task.a = a.data();
    task.bias = bias.data();
    task.skip = skip.data();
    runStrips(threads, task, chosenSet()->scan);
  }
};

struct Ssd {
  static constexpr napi_type_tag tag = {0x6d6567616261, 7};
  size_t heads, width, states, groups;
  float least, most;
  std::vector<float> a, bias, skip;

  /// What the scan gives, and what it takes of the convolution, values a token.
  size_t channels() const { return heads * width; }
  size_t inputs() const { return channels() + 2 * groups * states; }

  void run(size_t threads, SsdTask task) const {
    task.heads = heads;
    task.width = width;
    task.states = states;
    task.groups = groups;
    task.least = least;
    task.most = most;
    task.a = a.data();
    task.bias = bias.data();
    task.skip = skip.data();
    const auto strip = chosenSet()->ssd;
    ThreadPool::shared().run(stripsOfHeads(heads, width), threads, [&](size_t i) { strip(task, i); });
  }
};

struct RgLru {
  static constexpr napi_type_tag tag = {0x6d6567616261, 3};
  size_t channels;
  std::vector<float> logDecay, inputBias, decayBias;

  void run(size_t threads, RgLruTask task) const {
    task.channels = channels;
    task.logDecay = logDecay.data();
    task.inputBias = inputBias.data();
    task.decayBias = decayBias.data();
    runStrips(threads, task, chosenSet()->rgLru);
  }
};

}  // namespace megabase

// What lies between two matrix products of a layer: norm, causal convolution, selective scan, the scan of
// Mamba-2 (state space duality, SSD), RG-LRU.
//
// All arrays are float32, row-major by token: value of channel c at token t of `x` is
// x[t * stride + c]. Tokens stand in the sequence's own order; `reverse` walks them from the last to
// the first, so nothing is ever flipped. States are those that a token's predecessor in that
// direction left, and are replaced by those after the last token.
#pragma once
#include <cstddef>
#include <cstdint>

namespace megabase {

/// Channels that are computed side by side, two cache lines of float32; one strip is one piece of
/// work for a thread. Parameters of channels are padded to whole strips with zeros.
constexpr size_t stripChannels = 32;

/// Most values of state that a channel may have.
constexpr size_t mostStates = 256;

/// Most values that a time step may be made of.
constexpr size_t mostRank = 4096;

inline size_t stripsOf(size_t channels) { return (channels + stripChannels - 1) / stripChannels; }

/// y = x / sqrt(mean of x^2 + epsilon) scale, each token by itself (Zhang and Sennrich 2019).
struct NormTask {
  size_t width, tokens;
  float epsilon;
  const float* scale;  ///< [width]
  const float* x;      ///< [tokens, width]
  float* y;            ///< [tokens, width]
};

/// y = activation(bias + sum over j of weight[j] x[j tokens ago]), depthwise.
struct ConvTask {
  size_t channels, width, tokens;
  bool reverse, silu;
  const float* weight;  ///< [strip][width][stripChannels]; the last of a width weighs the token itself
  const float* bias;    ///< [strip][stripChannels]
  const float* x;
  size_t xStride;
  float* state;  ///< [width - 1, channels], the latest token last
  float* y;      ///< [tokens, channels]
};

/// Mamba's selective scan with what stands before and after it (Gu and Dao 2023, section 3):
///   dt = softplus(stepWeight low + bias);  S = exp(dt A) S + dt x B;  y = (C S + skip x) silu(gate)
struct ScanTask {
  size_t channels, states, rank, tokens;
  bool reverse;
  const float* a;           ///< [strip][states][stripChannels], A / ln 2
  const float* stepWeight;  ///< [strip][rank][stripChannels]
  const float* bias;        ///< [strip][stripChannels]
  const float* skip;        ///< [strip][stripChannels]
  const float* x;           ///< [tokens, channels]
  const float* gate;
  size_t gateStride;
  const float* select;  ///< low, of `rank` values, then B and C, of `states` values each
  size_t selectStride;
  float* state;  ///< [channels, states]
  float* y;      ///< [tokens, channels]
};

/// Scan of a Mamba-2 (Dao and Gu 2024): heads of `width` channels, a decay for each head, B and C shared by the
/// heads of a group:
///   dt = clamp(softplus(step + bias), least, most);  S = exp(dt A) S + dt B x;  y = C S + skip x
/// and, where there is a gate, y silu(gate).
struct SsdTask {
  size_t heads, width, states, groups, tokens;
  bool reverse;
  const float* a;     ///< [heads], A / ln 2
  const float* bias;  ///< [heads]
  const float* skip;  ///< [heads, width]
  float least, most;
  const float* x;  ///< [heads, width], then B and C, [groups, states] each
  size_t xStride;
  const float* step;  ///< [heads]
  size_t stepStride;
  const float* gate;  ///< [heads, width], or null
  size_t gateStride;
  float* state;  ///< [heads, states, width]
  float* y;      ///< [tokens, heads, width]
};

/// Strips of a head: none holds channels of two heads, for their decays differ.
inline size_t stripsOfHeads(size_t heads, size_t width) { return heads * stripsOf(width); }

/// RG-LRU with its gates (De et al. 2024, section 2.4), which see the channels of their own head, `width` of them:
///   log a = logDecay sigmoid(x decayWeight + decayBias)
///   h = a h + sqrt(1 - a^2) sigmoid(x inputWeight + inputBias) x
/// but for the first token of a sequence, whose factor is 1 in place of the root. What it gives is h or, where there is
/// a partial of the other direction, its sum or product with that.
struct RgLruTask {
  size_t channels, width, tokens;
  bool reverse, first, multiplies;
  const float* logDecay;    ///< [strip][stripChannels], negative
  const float* gateWeight;  ///< [strip][width][input, decay][stripChannels]
  const float* inputBias;   ///< [strip][stripChannels]
  const float* decayBias;   ///< [strip][stripChannels]
  const float* x;           ///< [tokens, channels]
  const float* partial;     ///< [tokens, channels], or null
  float* state;             ///< [channels]
  float* y;                 ///< [tokens, channels]
};

/// Likelihood of bases from logits: ln P of the base itself, and entropy and information of the distribution over A, C,
/// G and T, in bits.
struct LikelihoodTask {
  size_t tokens, vocabSize;
  const float* logits;     ///< [tokens, vocabSize]
  size_t columns[4];       ///< where A, C, G and T stand in a row
  const uint8_t* ids;      ///< [tokens]
  const uint8_t* baseOf;   ///< [256], by id: 0 to 3, or more where it is no base, which has no likelihood
  double leastExponent;    ///< logits further apart are left open
  float* logLikelihood;    ///< [tokens]
  float* entropy;          ///< [tokens]
  float* information;      ///< [tokens]
  int32_t* open;           ///< [tokens]
};

/// The functions of one instruction set. Each strip may be computed by another thread.
struct InstructionSet {
  const char* name;
  void (*norm)(const NormTask&);
  void (*conv)(const ConvTask&, size_t strip);
  void (*scan)(const ScanTask&, size_t strip);
  void (*ssd)(const SsdTask&, size_t strip);
  void (*rgLru)(const RgLruTask&, size_t strip);
  size_t (*likelihood)(const LikelihoodTask&);
  /// For tests: one elementary function over an array, by its name in `functions.h`.
  bool (*apply)(const char* function, const float* x, float* y, size_t count);
};

/// Those that this processor has, fastest first; ends with a null pointer.
const InstructionSet* const* instructionSets();

}  // namespace megabase

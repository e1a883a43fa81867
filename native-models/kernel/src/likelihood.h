// Likelihoods of bases from logits, in double precision: what a float32 is rounded to is told for almost all of them,
// and the others are left to whoever takes the time for the right value.
#pragma once
#include <cstdint>
#include <initializer_list>

#include "recurrence.h"
#include "vector.h"

namespace {

using megabase::LikelihoodTask;

constexpr size_t wide = LANES / 2;
typedef double Wide __attribute__((vector_size(LANES * 4)));
typedef int64_t LongVec __attribute__((vector_size(LANES * 4)));
typedef uint64_t UnsignedLongVec __attribute__((vector_size(LANES * 4)));
typedef float Narrow __attribute__((vector_size(LANES * 2)));

inline Wide pick(LongVec mask, Wide a, Wide b) { return (Wide)(((LongVec)a & mask) | ((LongVec)b & ~mask)); }
inline Wide larger(Wide a, Wide b) { return pick(a > b, a, b); }
inline Wide smaller(Wide a, Wide b) { return pick(a < b, a, b); }

/// e^x for x in [-700, 0], within 1e-15; anything else elsewhere, and NaN of NaN.
inline Wide wideExp(Wide x) {
  constexpr double shift = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to a whole number
  const Wide shifted = x * 1.4426950408889634 + shift;
  const Wide n = shifted - shift;
  // ln 2 in two parts, the first with few digits, so that its product is exact.
  const Wide r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
  // Of the series what is left out is below 2e-16, for |r| <= 0.35.
  Wide p = r * (1.0 / 479001600) + 1.0 / 39916800;
  for (const double coefficient : {1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24,
                                   1.0 / 6, 1.0 / 2, 1.0, 1.0}) {
    p = p * r + coefficient;
  }
  // Unsigned: the highest bits fall off, which signed numbers must not do.
  return p * (Wide)(((UnsignedLongVec)shifted + 1023) << 52);
}

/// ln x for x in [1, 4], within 1e-15; anything else elsewhere, and NaN of NaN.
inline Wide wideLog(Wide x) {
  const LongVec isAbove = x > 1.4142135623730951, isFarAbove = x > 2.8284271247461903;
  const Wide halvings = pick(isAbove, Wide{} + 1.0, Wide{}) + pick(isFarAbove, Wide{} + 1.0, Wide{});
  const Wide m = x * pick(isFarAbove, Wide{} + 0.25, pick(isAbove, Wide{} + 0.5, Wide{} + 1.0));
  // 2 artanh(z): of the series what is left out is below 1e-17, for |z| <= 0.172.
  const Wide z = (m - 1.0) / (m + 1.0), square = z * z;
  Wide p = square * (1.0 / 19) + 1.0 / 17;
  for (const double coefficient : {1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3, 1.0}) {
    p = p * square + coefficient;
  }
  return halvings * 0.69314718055994531 + 2.0 * (z * p);
}

/// Of values that are known within `margin`, the float32 that they are rounded to; where two are possible, the mask is 0.
inline Narrow rounded(Wide value, LongVec& isTold) {
  constexpr double margin = 1e-13;
  const Narrow low = __builtin_convertvector(value - margin, Narrow);
  const Narrow high = __builtin_convertvector(value + margin, Narrow);
  isTold &= __builtin_convertvector(low == high, LongVec);
  return low;
}

/// The number of those that were left open, whose places come first in `open`.
size_t likelihood(const LikelihoodTask& task) {
  constexpr double log2e = 1.4426950408889634;
  size_t count = 0;
  for (size_t from = 0; from < task.tokens; from += wide) {
    const size_t here = task.tokens - from < wide ? task.tokens - from : wide;
    Wide logits[4], own{}, unlessBase{};
    for (size_t i = 0; i < wide; i++) {
      // Behind the last one it is taken again.
      const size_t token = from + (i < here ? i : here - 1);
      const float* row = task.logits + token * task.vocabSize;
      for (size_t base = 0; base < 4; base++) logits[base][i] = row[task.columns[base]];
      const uint8_t base = task.baseOf[task.ids[token]];
      if (base < 4) {
        own[i] = logits[base][i];
      } else {
        own[i] = logits[0][i];
        unlessBase[i] = __builtin_nan("");
      }
    }
    const Wide max = larger(larger(logits[0], logits[1]), larger(logits[2], logits[3]));
    const Wide min = smaller(smaller(logits[0], logits[1]), smaller(logits[2], logits[3]));
    Wide sum{}, weighed{};
    for (const Wide logit : logits) {
      const Wide below = logit - max, exponential = wideExp(below);
      sum += exponential;
      weighed += exponential * below;
    }
    const Wide logSum = wideLog(sum);
    const Wide bits = (logSum - weighed / sum) * log2e;
    // NaN is not told by anything it is compared with.
    LongVec isTold = min - max >= task.leastExponent;
    const Narrow given[] = {rounded(own - max - logSum, isTold), rounded(bits, isTold), rounded(2.0 - bits, isTold)};
    for (size_t i = 0; i < here; i++) {
      task.logLikelihood[from + i] = given[0][i] + static_cast<float>(unlessBase[i]);
      task.entropy[from + i] = given[1][i];
      task.information[from + i] = given[2][i];
      task.open[count] = static_cast<int32_t>(from + i);
      count += isTold[i] ? 0 : 1;
    }
  }
  return count;
}

}  // namespace

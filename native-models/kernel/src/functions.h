// Elementary functions of vectors. Coefficients are minimax fits (Lawson's algorithm, relative
// error, constant term held at 1); errors are of the polynomial alone, and in all, as tests measure
// them against double precision.
//
// NaN comes out as NaN, and infinities as ONNX Runtime's operators have them (silu(-infinity) is NaN):
// a kernel that swallowed them would turn a damaged model into believable numbers.
#pragma once
#include "vector.h"

namespace {

/// Adding it rounds to a whole number, which then stands in the lowest bits.
constexpr float roundingShift = 12582912.0f;  // 1.5 * 2^23

constexpr float infinity = __builtin_inff();

#if LANES >= 8
/// Of whole exponents, so many bits of a fraction more are looked up: what a table holds.
constexpr int tableBits = LANES == 16 ? 5 : 3;

/// Entry j is what the bits of 2^(j / 2^tableBits) have more than j at the place where an exponent's fraction
/// stands; only the lowest bits of a place count.
inline IntVec fractionBits(IntVec place) {
#if LANES == 16
  const __m512i low = _mm512_setr_epi32(0, -78457, -152893, -223217, -289342, -351174, -408621, -461584,
                                         -509968, -553670, -592590, -626621, -655657, -679589, -698305, -711690);
  const __m512i high = _mm512_setr_epi32(-719629, -722001, -718684, -709555, -694486, -673346, -646004, -612322,
                                         -572163, -525384, -471841, -411385, -343865, -269126, -187011, -97357);
  return (IntVec)_mm512_permutex2var_epi32(low, (__m512i)place, high);
#else
  const __m256i eighths = _mm256_setr_epi32(0, -289342, -509968, -655657, -719629, -694486, -572163, -343865);
  return (IntVec)_mm256_permutevar8x32_epi32(eighths, (__m256i)place);
#endif
}
#endif

/// 2^x, at most 2 ulp off; 0 below -126. For x up to 126: a decay's is not above 0.
inline Vec exp2(Vec x) {
  x = notBelow(splat(-127.0f), x);
#if LANES >= 8
  // In eighths or 32nds: 2^(n + j/8 + f) for |f| <= 1/16 is a product of a table's 2^(j/8), put into the bits of
  // 2^(n + 1), and half of 2^f; the polynomial's error is 2.5e-8. Three products fewer than below.
  constexpr float shift = roundingShift / (1 << tableBits) + 128.0f;
  const Vec shifted = x + shift;
  const Vec f = x - (shifted - shift);
  Vec p = splat(0.5f * 0.0554962232708931f);
  p = p * f + 0.5f * 0.2402576357126236f;
  p = p * f + 0.5f * 0.6931472420692444f;
  p = p * f + 0.5f;
  const IntVec place = asInt(shifted);
  return p * asFloat((place << (23 - tableBits)) + fractionBits(place));
#else
  // Half of 2^f, for |f| <= 0.5, times 2^(n + 1), whose exponent's bits are n + 128: an even number, so that halves
  // are rounded as without it. A product, for a sum of exponents would make a number of some NaNs. The
  // polynomial's error is 2e-9.
  constexpr float shift = roundingShift + 128.0f;
  const Vec shifted = x + shift;
  const Vec f = x - (shifted - shift);
  Vec p = splat(0.5f * 0.000153533619595691f);
  p = p * f + 0.5f * 0.0013398875016719103f;
  p = p * f + 0.5f * 0.00961843691766262f;
  p = p * f + 0.5f * 0.055503323674201965f;
  p = p * f + 0.5f * 0.24022647738456726f;
  p = p * f + 0.5f * 0.6931471824645996f;
  p = p * f + 0.5f;
  return p * asFloat(asInt(shifted) << 23);
#endif
}

/// e^x = 2^n (1 + tail), for |x| up to 87.
struct Exponential {
  Vec scale;
  Vec tail;
};

inline Exponential exponential(Vec x) {
  const Vec shifted = x * 1.4426950408889634f + roundingShift;
  const Vec n = shifted - roundingShift;
  // Cody and Waite: ln 2 in two parts, the first with few digits, so that its product is exact.
  const Vec r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  Vec q = splat(0.0013814540579915047f);
  q = q * r + 0.00836874544620514f;
  q = q * r + 0.04166838899254799f;
  q = q * r + 0.1666652113199234f;
  q = q * r + 0.4999999403953552f;
  // Polynomial's error: 3.1e-9.
  // Unsigned: the highest bits fall off, which signed numbers must not do.
  const UnsignedVec exponent = ((UnsignedVec)shifted << 23) + 0x3f800000u;
  return {(Vec)exponent, r + r * r * q};
}

/// e^x for x up to 87, at most 2 ulp off; below -87 as at -87, also of -infinity.
inline Vec expBelow87(Vec x) {
  const auto [scale, tail] = exponential(notBelow(splat(-87.0f), x));
  return scale + scale * tail;
}

/// e^x, at most 2 ulp off, with x held between -87 and 87 but for infinity.
inline Vec exp(Vec x) {
  return select(x == splat(infinity), x, expBelow87(notAbove(splat(87.0f), x)));
}

/// e^x - 1 for x up to 87, at most 3 ulp off, also near 0.
inline Vec expm1(Vec x) {
  const auto [scale, tail] = exponential(notBelow(splat(-87.0f), x));
  return (scale - 1.0f) + scale * tail;
}

/// 1 / (1 + e^-x), at most 4 ulp off; where that is no normal number, so little or 0.
inline Vec sigmoid(Vec x) {
  const auto [scale, tail] = exponential(notBelow(splat(-87.0f), notAbove(splat(88.3f), -x)));
  return 1.0f / ((1.0f + scale) + scale * tail);
}

/// x / (1 + e^-x), at most 4 ulp off; NaN of -infinity.
inline Vec silu(Vec x) { return x / (1.0f + exp(-x)); }

/// ln(1 + e^x), at most 4 ulp off for x above -87.
inline Vec softplus(Vec x) {
  // max(x, 0) + log1p(u) with u = e^-|x| in (0, 1], and log1p(u) = 2 artanh(u / (2 + u)).
  const Vec u = expBelow87(-magnitude(x));
  const Vec s = u / (2.0f + u);
  const Vec z = s * s;
  // artanh(s) / s in s^2; error 4.5e-9.
  Vec p = splat(0.14006026089191437f);
  p = p * z + 0.14000897109508514f;
  p = p * z + 0.2001076340675354f;
  p = p * z + 0.3333320915699005f;
  const Vec twice = s + s;
  return notBelow(Vec{}, x) + (twice + twice * (z * p));
}

}  // namespace

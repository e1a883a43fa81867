// A vector of LANES floats and the few operations on it that differ between instruction sets. GCC's
// and Clang's vector types give the rest: arithmetic, comparison, shifts.
//
// Everything is in an unnamed namespace: each instruction set compiles its own copy, and the linker
// must not take one for another.
#pragma once
#include <cstddef>
#include <cstring>
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace {

typedef float Vec __attribute__((vector_size(LANES * 4)));
typedef int IntVec __attribute__((vector_size(LANES * 4)));
typedef unsigned UnsignedVec __attribute__((vector_size(LANES * 4)));

inline Vec splat(float value) { return value - Vec{}; }

inline Vec load(const float* from) {
  Vec value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

inline void store(float* to, Vec value) { std::memcpy(to, &value, sizeof value); }

inline Vec asFloat(IntVec bits) { return (Vec)bits; }
inline IntVec asInt(Vec value) { return (IntVec)value; }

// The bound comes first: x86's instructions give the second operand where either is NaN, so that NaN
// stays NaN. NEON's give NaN in any order.
#if LANES == 16
inline Vec notBelow(Vec least, Vec a) { return _mm512_max_ps(least, a); }
inline Vec notAbove(Vec most, Vec a) { return _mm512_min_ps(most, a); }
inline Vec squareRoot(Vec a) { return _mm512_sqrt_ps(a); }
#elif LANES == 8
inline Vec notBelow(Vec least, Vec a) { return _mm256_max_ps(least, a); }
inline Vec notAbove(Vec most, Vec a) { return _mm256_min_ps(most, a); }
inline Vec squareRoot(Vec a) { return _mm256_sqrt_ps(a); }
#elif defined(__x86_64__)
inline Vec notBelow(Vec least, Vec a) { return _mm_max_ps(least, a); }
inline Vec notAbove(Vec most, Vec a) { return _mm_min_ps(most, a); }
inline Vec squareRoot(Vec a) { return _mm_sqrt_ps(a); }
#elif defined(__aarch64__)
inline Vec notBelow(Vec least, Vec a) { return (Vec)vmaxq_f32((float32x4_t)least, (float32x4_t)a); }
inline Vec notAbove(Vec most, Vec a) { return (Vec)vminq_f32((float32x4_t)most, (float32x4_t)a); }
inline Vec squareRoot(Vec a) { return (Vec)vsqrtq_f32((float32x4_t)a); }
#else
inline Vec notBelow(Vec least, Vec a) { return least > a ? least : a; }
inline Vec notAbove(Vec most, Vec a) { return most < a ? most : a; }
inline Vec squareRoot(Vec a) {
  for (int lane = 0; lane < LANES; lane++) a[lane] = __builtin_sqrtf(a[lane]);
  return a;
}
#endif

inline Vec magnitude(Vec a) { return asFloat(asInt(a) & 0x7fffffff); }

/// `a` where the mask's bits are set, else `b`.
inline Vec select(IntVec mask, Vec a, Vec b) {
  return asFloat((asInt(a) & mask) | (asInt(b) & ~mask));
}

/// Takes numbers too small to be normal for 0 while it lives: they cost hundreds of cycles each and
/// mean nothing here.
class FlushToZero {
 public:
#if defined(__x86_64__)
  FlushToZero() : before(_mm_getcsr()) { _mm_setcsr(before | 0x8040); }
  ~FlushToZero() { _mm_setcsr(before); }

 private:
  unsigned before;
#elif defined(__aarch64__)
  FlushToZero() {
    asm volatile("mrs %0, fpcr" : "=r"(before));
    asm volatile("msr fpcr, %0" : : "r"(before | (1ull << 24)));
  }
  ~FlushToZero() { asm volatile("msr fpcr, %0" : : "r"(before)); }

 private:
  unsigned long long before;
#else
  FlushToZero() {}
  ~FlushToZero() {}
#endif
};

}  // namespace

// A moment's wait for what another thread is about to do.
#pragma once
#include <chrono>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace megabase {

/// What a thread's sleep and waking cost, about.
constexpr std::chrono::microseconds lookout{50};

/// True as soon as `is` is, false where that takes too long.
template <typename Condition>
bool soon(const Condition& is) {
  const auto end = std::chrono::steady_clock::now() + lookout;
  do {
    for (int i = 0; i < 32; i++) {
      if (is()) return true;
#if defined(__x86_64__)
      _mm_pause();
#elif defined(__aarch64__)
      asm volatile("yield");
#endif
    }
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

}  // namespace megabase

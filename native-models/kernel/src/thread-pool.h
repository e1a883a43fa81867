// Threads that wait for pieces of work. They look out for the next call for a moment, for the steps of
// a layer follow each other closely, and then sleep, so that they take nothing from others.
#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace megabase {

class ThreadPool {
 public:
  /// Lives as long as the process: its threads are never joined.
  static ThreadPool& shared() {
    static auto* pool = new ThreadPool;
    return *pool;
  }

  /// Runs work(0) ... work(count - 1) on at most `threads` threads, this one among them, and returns
  /// when all are done. `work` must not throw.
  void run(size_t count, size_t threads, const std::function<void(size_t)>& work) {
    const size_t used = std::min(threads, count);
    const size_t helpers = used > 1 ? used - 1 : 0;
    if (helpers == 0) {
      for (size_t i = 0; i < count; i++) work(i);
      return;
    }
    // One call at a time has the helpers, whichever of Node's threads it comes from.
    const std::lock_guard<std::mutex> turn(turn_);
    while (helpers_ < helpers) {
      std::thread(&ThreadPool::help, this, helpers_).detach();
      helpers_++;
    }
    work_ = &work;
    count_ = count;
    next_ = 0;
    busy_ = helpers;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      call_ = (++round_ << wantedBits) | helpers;
    }
    wake_.notify_all();
    take();
    if (soon([&] { return busy_ == 0; })) return;
    std::unique_lock<std::mutex> lock(mutex_);
    done_.wait(lock, [&] { return busy_ == 0; });
  }

 private:
  static constexpr unsigned wantedBits = 16;
  /// What a thread's sleep and waking cost, about.
  static constexpr std::chrono::microseconds lookout{50};

  void take() {
    for (size_t i = next_++; i < count_; i = next_++) (*work_)(i);
  }

  void help(size_t number) {
    uint64_t seen = 0;
    for (;;) {
      if (!soon([&] { return call_ != seen; })) {
        std::unique_lock<std::mutex> lock(mutex_);
        wake_.wait(lock, [&] { return call_ != seen; });
      }
      seen = call_;
      if (number >= (seen & ((1u << wantedBits) - 1))) continue;
      take();
      if (--busy_ == 0) {
        const std::lock_guard<std::mutex> lock(mutex_);
        done_.notify_one();
      }
    }
  }

  /// True as soon as `is` is, false where that takes too long.
  template <typename Condition>
  static bool soon(const Condition& is) {
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

  std::mutex turn_, mutex_;
  std::condition_variable wake_, done_;
  const std::function<void(size_t)>* work_ = nullptr;
  std::atomic<size_t> next_{0}, busy_{0};
  /// Round and, in its lowest bits, how many helpers it wants.
  std::atomic<uint64_t> call_{0};
  uint64_t round_ = 0;
  size_t count_ = 0, helpers_ = 0;
};

}  // namespace megabase

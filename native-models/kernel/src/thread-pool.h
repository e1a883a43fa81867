// Threads that wait for pieces of work. They look out for the next call for a moment, for the steps of
// a layer follow each other closely, and then sleep, so that they take nothing from others.
#pragma once
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "lent.h"
#include "lookout.h"

namespace megabase {

/// Threads of one call at a time. They live as long as the process: they are never joined.
class Crew {
 public:
  /// Runs work(0) ... work(count - 1) on this thread and on so many others.
  void run(size_t count, size_t helpers, const std::function<void(size_t)>& work) {
    while (helpers_.size() < helpers) add();
    work_ = &work;
    count_ = count;
    next_ = 0;
    busy_ = helpers;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      call_ = (++round_ << wantedBits) | helpers;
    }
    for (size_t i = 0; i < helpers; i++) helpers_[i].notify_one();
    take();
    if (soon([&] { return busy_ == 0; })) return;
    std::unique_lock<std::mutex> lock(mutex_);
    done_.wait(lock, [&] { return busy_ == 0; });
  }

 private:
  static constexpr unsigned wantedBits = 16;

  /// Throws `std::system_error` where the system has no thread for it.
  void add() {
    const size_t number = helpers_.size();
    std::condition_variable& wake = helpers_.emplace_back();
    try {
      std::thread(&Crew::help, this, number, &wake).detach();
    } catch (...) {
      helpers_.pop_back();
      throw;
    }
  }

  void take() {
    for (size_t i = next_++; i < count_; i = next_++) (*work_)(i);
  }

  void help(size_t number, std::condition_variable* wake) {
    uint64_t seen = 0;
    // A call that wants it is not over before it has taken part. By others it is not kept awake.
    const auto isWanted = [&] {
      const uint64_t call = call_;
      return call != seen && number < (call & ((1u << wantedBits) - 1));
    };
    for (;;) {
      if (!soon(isWanted)) {
        std::unique_lock<std::mutex> lock(mutex_);
        wake->wait(lock, isWanted);
      }
      seen = call_;
      take();
      if (--busy_ == 0) {
        const std::lock_guard<std::mutex> lock(mutex_);
        done_.notify_one();
      }
    }
  }

  std::mutex mutex_;
  std::condition_variable done_;
  /// What wakes each of them; they stay where they are when it grows.
  std::deque<std::condition_variable> helpers_;
  const std::function<void(size_t)>* work_ = nullptr;
  std::atomic<size_t> next_{0}, busy_{0};
  /// Round and, in its lowest bits, how many helpers it wants.
  std::atomic<uint64_t> call_{0};
  uint64_t round_ = 0;
  size_t count_ = 0;
};

/// Runs work(0) ... work(count - 1) on at most `threads` threads, this one among them, and returns when all are done.
/// Calls from several threads at once do not wait for each other. `work` must not throw.
inline void runOnThreads(size_t count, size_t threads, const std::function<void(size_t)>& work) {
  const size_t used = std::min(threads, count);
  if (used <= 1) {
    for (size_t i = 0; i < count; i++) work(i);
    return;
  }
  const Lent<Crew> crew;
  (*crew).run(count, used - 1, work);
}

}  // namespace megabase

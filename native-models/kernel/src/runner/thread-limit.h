// How many threads may compute at a time, whoever calls.
#pragma once
#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "../kinds.h"

namespace megabase {

/// Threads that calls have in common. A call that finds too few of them free waits on its own thread, so that it
/// begins as soon as another one ends, and not when JavaScript hears of that: a tenth of a step of perturbations.
class ThreadLimit {
 public:
  static constexpr napi_type_tag tag = tagOf(Kind::threadLimit);

  explicit ThreadLimit(size_t threads) : threads_(threads) {}

  /// Some of the threads, for as long as this lives; never more than there are.
  class Taken {
   public:
    Taken(ThreadLimit& limit, size_t wanted) : limit_(limit), count_(std::min(wanted, limit.threads_)) {
      std::unique_lock<std::mutex> lock(limit_.mutex_);
      limit_.changed_.wait(lock, [&] { return limit_.taken_ + count_ <= limit_.threads_; });
      limit_.taken_ += count_;
    }
    ~Taken() {
      {
        const std::lock_guard<std::mutex> lock(limit_.mutex_);
        limit_.taken_ -= count_;
      }
      limit_.changed_.notify_all();
    }
    Taken(const Taken&) = delete;

   private:
    ThreadLimit& limit_;
    const size_t count_;
  };

 private:
  const size_t threads_;
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t taken_ = 0;
};

}  // namespace megabase

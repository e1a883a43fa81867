// The way of a sequence's strips through its blocks.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <vector>

#include "lookout.h"

namespace megabase {

/// How many blocks each strip has behind it. A strip's recurrence needs no other strip's, so that a block can follow
/// the one before as closely as a strip: a thread a block, and none waits for all of another's.
class Trail {
 public:
  explicit Trail(size_t strips) : passed_(strips) {}

  /// Waits until the strip has so many blocks behind it; false where it never will.
  bool await(size_t strip, size_t blocks) {
    const auto isOver = [&] { return passed_[strip].blocks >= blocks || isLost_; };
    if (!soon(isOver)) {
      std::unique_lock<std::mutex> lock(mutex_);
      sleepers_ += 1;
      changed_.wait(lock, isOver);
      sleepers_ -= 1;
    }
    return !isLost_;
  }

  /// The strip has one more behind it.
  void pass(size_t strip) {
    passed_[strip].blocks += 1;
    wake();
  }

  /// Nobody goes on: nobody is to wait any longer.
  void lose() {
    isLost_ = true;
    wake();
  }
  bool isLost() const { return isLost_; }

 private:
  struct Passed {
    std::atomic<size_t> blocks{0};
  };

  void wake() {
    if (sleepers_ == 0) return;
    const std::lock_guard<std::mutex> lock(mutex_);
    changed_.notify_all();
  }

  std::vector<Passed> passed_;
  std::atomic<bool> isLost_{false};
  std::atomic<size_t> sleepers_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace megabase

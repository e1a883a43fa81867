// Threads that take one piece of work after the other, whoever asks for it.
#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace megabase {

/// Threads that calls have in common. Work waits in a queue, so that a thread that is done begins the next at once,
/// and not when JavaScript hears of it or another thread has woken up: that was a sixth of the time that perturbations
/// take.
class SharedThreads {
 public:
  explicit SharedThreads(size_t threads) : threads_(threads) {}
  SharedThreads(const SharedThreads&) = delete;
  ~SharedThreads() { end(); }

  /// Waits for what is being done; what is still in the queue is never begun.
  void end() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      isOver_ = true;
    }
    changed_.notify_all();
    for (std::thread& worker : workers_) worker.join();
    workers_.clear();
  }

  /// Does `work`, which computes with `wanted` threads and must not throw, on one of them: after what was added before
  /// it has begun, as soon as so many are free. Throws `std::system_error` where the system has no thread for it.
  void add(size_t wanted, std::function<void()> work) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (idle_ <= queue_.size() && workers_.size() < threads_) start();
      queue_.push_back({wanted < threads_ ? wanted : threads_, std::move(work)});
    }
    changed_.notify_one();
  }

 private:
  struct Piece {
    size_t threads;
    std::function<void()> work;
  };

  /// Without a first thread nothing can be done; without another one it takes longer.
  void start() {
    try {
      workers_.emplace_back(&SharedThreads::serve, this);
    } catch (...) {
      if (workers_.empty()) throw;
    }
  }

  bool fits() const { return !queue_.empty() && taken_ + queue_.front().threads <= threads_; }

  void serve() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      idle_ += 1;
      changed_.wait(lock, [&] { return isOver_ || fits(); });
      idle_ -= 1;
      if (isOver_) return;
      const Piece piece = std::move(queue_.front());
      queue_.pop_front();
      taken_ += piece.threads;
      // There may be room for yet another, which a piece that wanted more has kept waiting.
      if (fits() && idle_ > 0) changed_.notify_one();
      lock.unlock();
      piece.work();
      lock.lock();
      taken_ -= piece.threads;
    }
  }

  const size_t threads_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Piece> queue_;
  size_t taken_ = 0, idle_ = 0;
  bool isOver_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace megabase

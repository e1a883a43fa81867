// Things that are costly to make and that one at a time may use.
#pragma once
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace megabase {

/// One of them, for as long as this lives. As many are made and kept as there ever were in use at once; they live as
/// long as the process.
template <typename Thing>
class Lent {
 public:
  Lent() {
    {
      const std::lock_guard<std::mutex> lock(shelf().mutex);
      if (!shelf().free.empty()) {
        thing_ = std::move(shelf().free.back());
        shelf().free.pop_back();
      }
    }
    if (!thing_) thing_ = std::make_unique<Thing>();
  }
  ~Lent() {
    const std::lock_guard<std::mutex> lock(shelf().mutex);
    shelf().free.push_back(std::move(thing_));
  }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

  Thing& operator*() const { return *thing_; }

 private:
  struct Shelf {
    std::mutex mutex;
    std::vector<std::unique_ptr<Thing>> free;
  };
  static Shelf& shelf() {
    static auto* shelf = new Shelf;
    return *shelf;
  }

  std::unique_ptr<Thing> thing_;
};

}  // namespace megabase

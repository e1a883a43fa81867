// Memory for values between two steps, allocated once and kept.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace megabase {

constexpr size_t hugePage = size_t{1} << 21;

/// Has the system put huge pages under whatever of a range whole ones fit into: a fault each in place of 512, and
/// a fault is dear in a virtual machine. A wish: where it is not granted the pages are small.
inline void wishHugePages([[maybe_unused]] void* memory, [[maybe_unused]] size_t bytes) {
#if defined(__linux__)
  const uintptr_t from = reinterpret_cast<uintptr_t>(memory), to = from + bytes;
  const uintptr_t first = (from + hugePage - 1) / hugePage * hugePage, last = to / hugePage * hugePage;
  if (first < last) madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
#endif
}

/// Uninitialised float32 values; many of them on the border of a huge page where the system has them.
class Buffer {
 public:
  /// Room for `length` values. What was there is void where it has to grow.
  float* floats(size_t length) {
    if (length <= length_) return data_.get();
    data_.reset();
    length_ = 0;
    // Rounded up, as aligned_alloc wants it.
    const size_t page = length * sizeof(float) < hugePage ? smallPage : hugePage;
    const size_t bytes = (length * sizeof(float) + page - 1) / page * page;
#if defined(_WIN32)
    void* memory = _aligned_malloc(bytes, page);
#else
    void* memory = nullptr;
    if (posix_memalign(&memory, page, bytes) != 0) memory = nullptr;
#endif
    if (!memory) throw std::bad_alloc();
    wishHugePages(memory, bytes);
    data_.reset(static_cast<float*>(memory));
    length_ = bytes / sizeof(float);
    return data_.get();
  }

 private:
  static constexpr size_t smallPage = size_t{1} << 12;

  struct Free {
    void operator()(float* memory) const {
#if defined(_WIN32)
      _aligned_free(memory);
#else
      std::free(memory);
#endif
    }
  };

  std::unique_ptr<float, Free> data_;
  size_t length_ = 0;
};

}  // namespace megabase

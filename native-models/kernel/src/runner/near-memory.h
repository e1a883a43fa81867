// Memory for what a graph computes on its way.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <optional>
#include <vector>

#include "../lent.h"
#include "buffers.h"
#include "ort-api.h"

namespace megabase {

/// What a thread has given back, for the next who takes: the thread itself, while it uses this. ONNX Runtime's own arena
/// gives it what another thread has just given back, and each line of that is first fetched from the other core's cache.
class NearMemory {
 public:
  /// Memory of at least so many bytes, on the border of a cache line; null where there is none.
  static void* take(size_t least) {
    const size_t bytes = roundUp(least);
    Piece piece = current() ? current()->find(bytes) : nullptr;
    if (!piece) piece = allocate(bytes);
    return piece ? piece.release() + 1 : nullptr;
  }

  static void give(void* memory) {
    if (!memory) return;
    Piece piece(static_cast<Head*>(memory) - 1);
    if (current()) current()->keep(std::move(piece));
  }

  /// That which the thread uses; null where it uses none.
  static NearMemory*& current() {
    thread_local NearMemory* current = nullptr;
    return current;
  }

 private:
  /// Before each piece of memory; what follows lies as it does.
  struct alignas(64) Head {
    size_t bytes;
  };

  struct Free {
    void operator()(Head* head) const {
#if defined(_WIN32)
      _aligned_free(head);
#else
      std::free(head);
#endif
    }
  };
  using Piece = std::unique_ptr<Head, Free>;

  /// Bytes that are kept at the most: the values of a block on its way through some graphs, and no graph's weights.
  static constexpr size_t mostKept = size_t{1} << 24;

  /// To three binary digits: blocks of a few rows more or less have pieces in common.
  static size_t roundUp(size_t bytes) {
    size_t step = 64;
    while (bytes / step >= 8) step *= 2;
    return bytes > SIZE_MAX - step ? bytes : (bytes + step - 1) / step * step;
  }

  static Piece allocate(size_t bytes) {
    if (bytes > SIZE_MAX - sizeof(Head)) return nullptr;
    const size_t all = bytes + sizeof(Head);
#if defined(_WIN32)
    void* memory = _aligned_malloc(all, alignof(Head));
#else
    void* memory = nullptr;
    const size_t border = all < hugePage ? alignof(Head) : hugePage;
    if (posix_memalign(&memory, border, all) != 0) memory = nullptr;
    if (memory) wishHugePages(memory, all);
#endif
    return Piece(memory ? new (memory) Head{bytes} : nullptr);
  }

  /// The smallest piece that is large enough, and not twice as large; null without one.
  Piece find(size_t bytes) {
    size_t best = pieces_.size(), least = 2 * bytes;
    for (size_t i = 0; i < pieces_.size(); i++) {
      const size_t size = pieces_[i]->bytes;
      if (size < bytes || size > least) continue;
      best = i;
      least = size;
    }
    return best < pieces_.size() ? remove(best) : nullptr;
  }

  /// The oldest ones make room.
  void keep(Piece piece) {
    const size_t bytes = piece->bytes;
    if (bytes > mostKept / 2) return;
    while (kept_ + bytes > mostKept) remove(0);
    try {
      pieces_.push_back(std::move(piece));
      kept_ += bytes;
    } catch (const std::bad_alloc&) {
      // It is freed.
    }
  }

  Piece remove(size_t i) {
    Piece piece = std::move(pieces_[i]);
    pieces_.erase(pieces_.begin() + static_cast<std::ptrdiff_t>(i));
    kept_ -= piece->bytes;
    return piece;
  }

  std::vector<Piece> pieces_;
  size_t kept_ = 0;
};

/// While it lives, the thread that made it uses a memory of its own.
class WithNearMemory {
 public:
  WithNearMemory() {
    if (NearMemory::current()) return;
    lent_.emplace();
    NearMemory::current() = &**lent_;
  }
  ~WithNearMemory() {
    if (lent_) NearMemory::current() = nullptr;
  }
  WithNearMemory(const WithNearMemory&) = delete;

 private:
  std::optional<Lent<NearMemory>> lent_;
};

/// The same for ONNX Runtime.
struct NearAllocator : OrtAllocator {
  explicit NearAllocator(const OrtMemoryInfo* info)
      : OrtAllocator{ortApiVersion, [](OrtAllocator*, size_t bytes) { return NearMemory::take(bytes); },
                     [](OrtAllocator*, void* memory) { NearMemory::give(memory); },
                     [](const OrtAllocator* self) { return static_cast<const NearAllocator*>(self)->info; }},
        info(info) {}

  const OrtMemoryInfo* info;
};

}  // namespace megabase

// Memory for what a graph computes on its way.
#pragma once
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

#include "ort-api.h"

namespace megabase {

/// ONNX Runtime's own arena gives a thread what another one has just given back: each line of it is then fetched from
/// the other core's cache. Here a thread gets back what it gave.
class NearMemory : public OrtAllocator {
 public:
  explicit NearMemory(const OrtMemoryInfo* info) : OrtAllocator{ortApiVersion, take, give, infoOf}, info_(info) {}

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

  /// What a thread keeps of what it gave back, the latest last: a block's values, and not a graph's weights.
  struct Kept {
    std::vector<Piece> pieces;
    size_t bytes = 0;

    ~Kept() { isOver() = true; }

    Piece remove(size_t i) {
      Piece piece = std::move(pieces[i]);
      pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(i));
      bytes -= piece->bytes;
      return piece;
    }
  };
  static constexpr size_t mostKept = size_t{1} << 24;

  static Kept& kept() {
    thread_local Kept kept;
    return kept;
  }

  /// The thread is about to end: what is given back from now on is kept no more.
  static bool& isOver() {
    thread_local bool over = false;
    return over;
  }

  static Piece allocate(size_t bytes) {
    const size_t all = bytes + sizeof(Head);
#if defined(_WIN32)
    void* memory = _aligned_malloc(all, alignof(Head));
#else
    void* memory = nullptr;
    if (posix_memalign(&memory, alignof(Head), all) != 0) memory = nullptr;
#endif
    return Piece(memory ? new (memory) Head{bytes} : nullptr);
  }

  /// The smallest piece that is large enough, and not twice as large; null without one.
  static Piece find(size_t bytes) {
    if (isOver()) return nullptr;
    Kept& own = kept();
    size_t best = own.pieces.size(), least = 2 * bytes;
    for (size_t i = 0; i < own.pieces.size(); i++) {
      const size_t size = own.pieces[i]->bytes;
      if (size < bytes || size > least) continue;
      best = i;
      least = size;
    }
    return best < own.pieces.size() ? own.remove(best) : nullptr;
  }

  static void* ORT_CALL take(OrtAllocator*, size_t bytes) {
    Piece piece = find(bytes);
    if (!piece) piece = allocate(bytes);
    return piece ? piece.release() + 1 : nullptr;
  }

  static void ORT_CALL give(OrtAllocator*, void* memory) {
    if (!memory) return;
    Piece piece(static_cast<Head*>(memory) - 1);
    const size_t bytes = piece->bytes;
    if (isOver() || bytes > mostKept / 2) return;
    Kept& own = kept();
    while (own.bytes + bytes > mostKept) own.remove(0);
    try {
      own.pieces.push_back(std::move(piece));
      own.bytes += bytes;
    } catch (const std::bad_alloc&) {
      // It is freed.
    }
  }

  static const OrtMemoryInfo* ORT_CALL infoOf(const OrtAllocator* self) {
    return static_cast<const NearMemory*>(self)->info_;
  }

  const OrtMemoryInfo* info_;
};

}  // namespace megabase

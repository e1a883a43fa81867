// Rows that lie in parts, each of them the next rows.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <vector>

#include "buffers.h"

namespace megabase {

class PartedRows {
 public:
  /// Rows of so many values.
  explicit PartedRows(size_t width = 0) : width_(width) {}

  size_t count() const { return parts_.empty() ? 0 : parts_.back().end; }

  /// Rows that come after those before; where they lie there, too, both are one part.
  void add(const float* data, size_t rows) {
    if (rows == 0) return;
    if (!parts_.empty()) {
      Part& last = parts_.back();
      if (data == last.data + (last.end - last.start) * width_) {
        last.end += rows;
        return;
      }
    }
    parts_.push_back({data, count(), count() + rows});
  }

  /// Rows [start, start + rows), `rows` at least 1: where they lie or, in more than one part, copied.
  const float* at(size_t start, size_t rows, Buffer& copy) const {
    const auto isBefore = [](const Part& part, size_t row) { return part.end <= row; };
    auto part = std::lower_bound(parts_.begin(), parts_.end(), start, isBefore);
    if (start + rows <= part->end) return part->data + (start - part->start) * width_;
    float* copied = copy.floats(rows * width_);
    for (size_t done = 0; done < rows; ++part) {
      const size_t from = start + done, taken = std::min(part->end, start + rows) - from;
      std::memcpy(copied + done * width_, part->data + (from - part->start) * width_, taken * width_ * sizeof(float));
      done += taken;
    }
    return copied;
  }

 private:
  struct Part {
    const float* data;
    size_t start, end;
  };

  size_t width_;
  std::vector<Part> parts_;
};

}  // namespace megabase

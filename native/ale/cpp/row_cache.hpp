// What the resizers remember of the last screen: which source rows are new, and with it which output rows must be
// computed again.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "console.hpp"

namespace a2pd {

class RowCache {
 public:
  explicit RowCache(int height)
      : rows_(static_cast<size_t>(height) * Console::kScreenWidth), changed_(height, 0), height_(height) {}

  /** Takes the screen in; `changed(y)` then says which rows differ from the last one. All do the first time. */
  void update(const uint8_t* screen) {
    for (int y = 0; y < height_; y++) {
      uint8_t* row = rows_.data() + y * Console::kScreenWidth;
      const uint8_t* next = screen + y * Console::kScreenWidth;
      const bool same = filled_ && std::memcmp(row, next, Console::kScreenWidth) == 0;
      changed_[y] = !same;
      if (!same) std::memcpy(row, next, Console::kScreenWidth);
    }
    filled_ = true;
  }

  const uint8_t* row(int y) const { return rows_.data() + y * Console::kScreenWidth; }
  bool changed(int y) const { return changed_[y] != 0; }

 private:
  std::vector<uint8_t> rows_;
  std::vector<uint8_t> changed_;
  int height_;
  bool filled_ = false;
};

}  // namespace a2pd

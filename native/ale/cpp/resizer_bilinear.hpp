// INTER_LINEAR: every output pixel is interpolated from four source pixels. OpenCV computes it on uint8 in fixed point
// with weights of 11 bits, rows first, dropping low bits on the way as its 16-bit vector code does.
#pragma once

#include <array>
#include <vector>

#include "resizer.hpp"
#include "row_cache.hpp"

namespace a2pd {

/** The two neighbours of an output pixel along one axis, and their weights out of 2048. */
struct LinearTap {
  int first;
  int second;
  int16_t firstWeight;
  int16_t secondWeight;
};

/** The taps of an axis of `sourceSize` shrunk to 84. */
std::array<LinearTap, kFrameSide> linearTaps(int sourceSize);

class BilinearResizer final : public Resizer {
 public:
  explicit BilinearResizer(int sourceHeight);
  const uint8_t* resize(const uint8_t* gray) override;
  const uint8_t* frame() const override { return frame_.data(); }
  const uint8_t* source() const override { return cache_.row(0); }

 private:
  void shrinkRow(const uint8_t* row, int16_t* into) const;
  void combineRows(int outputRow);

  RowCache cache_;
  std::array<LinearTap, kFrameSide> rowTaps_;
  std::array<LinearTap, kFrameSide> columnTaps_;
  /** Which source rows any output row reads. */
  std::vector<uint8_t> isRead_;
  /** int16[sourceHeight, 84]: weighted sums with the lowest 4 of their 19 bits dropped. */
  std::vector<int16_t> shrunk_;
  std::array<uint8_t, kFrameSize> frame_{};
};

}  // namespace a2pd

// INTER_AREA: every output pixel is the mean of the source area it covers. OpenCV computes it in float32, rows first,
// and rounds half to even; the order of additions is part of the result.
#pragma once

#include <array>
#include <vector>

#include "resizer.hpp"
#include "row_cache.hpp"

namespace a2pd {

/** One output pixel's share of the sources first .. first + weights.size() - 1 along one axis. */
struct AreaSpan {
  int first;
  std::vector<float> weights;
};

/** The spans of an axis of `sourceSize` shrunk to 84. */
std::vector<AreaSpan> areaSpans(int sourceSize);

class AreaResizer final : public Resizer {
 public:
  explicit AreaResizer(int sourceHeight);
  const uint8_t* resize(const uint8_t* gray) override;
  const uint8_t* frame() const override { return frame_.data(); }
  const uint8_t* source() const override { return cache_.row(0); }

 private:
  static constexpr int kTaps = 3;

  void shrinkRow(const uint8_t* row, float* into) const;
  void combineRows(int outputRow);

  RowCache cache_;
  std::vector<AreaSpan> rowSpans_;
  std::array<int, kFrameSide> firstColumn_;
  /** By tap, then by output column. */
  std::array<std::array<float, kFrameSide>, kTaps> columnWeights_;
  /** float32[sourceHeight, 84]. */
  std::vector<float> shrunk_;
  std::array<uint8_t, kFrameSize> frame_{};
};

}  // namespace a2pd

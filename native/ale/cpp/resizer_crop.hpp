// SA-DQN's picture (Zhang et al., 2020): the screen padded with four black columns on each side, 168 of its rows, and both
// halved, as OpenCV's INTER_AREA halves uint8: the mean of four pixels, halves rounded up.
#pragma once

#include <array>
#include <vector>

#include "resizer.hpp"

namespace a2pd {

class CropResizer final : public Resizer {
 public:
  /** @param shift Rows by which the 168 lie below the middle of the screen. Throws INVALID_ARGUMENT where it has not as many. */
  CropResizer(int sourceHeight, int shift);
  const uint8_t* resize(const uint8_t* gray) override;
  const uint8_t* frame() const override { return frame_.data(); }
  const uint8_t* source() const override { return source_.data(); }

 private:
  int firstRow_;
  std::vector<uint8_t> source_;
  std::array<uint8_t, kFrameSize> frame_{};
};

}  // namespace a2pd

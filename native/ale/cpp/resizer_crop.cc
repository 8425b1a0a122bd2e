#include "resizer_crop.hpp"

#include <algorithm>
#include <string>

#include "failure.hpp"

namespace a2pd {
namespace {

constexpr int kWidth = 160;
constexpr int kRows = 2 * kFrameSide;
/** Columns of the result that the padding leaves black, on each side. */
constexpr int kBlackColumns = (kRows - kWidth) / 4;

}  // namespace

CropResizer::CropResizer(int sourceHeight, int shift)
    : firstRow_((sourceHeight - kRows) / 2 + shift), source_(static_cast<size_t>(sourceHeight) * kWidth) {
  const int most = (sourceHeight - kRows) / 2;
  if (firstRow_ >= 0 && firstRow_ + kRows <= sourceHeight) return;
  throw Failure{"INVALID_ARGUMENT", "cropShift from -" + std::to_string(most) + " to " + std::to_string(most),
                std::to_string(shift), "choose rows that the screen has"};
}

const uint8_t* CropResizer::resize(const uint8_t* gray) {
  std::copy_n(gray, source_.size(), source_.data());
  for (int row = 0; row < kFrameSide; row++) {
    const uint8_t* upper = gray + (firstRow_ + 2 * row) * kWidth;
    const uint8_t* lower = upper + kWidth;
    uint8_t* into = frame_.data() + row * kFrameSide + kBlackColumns;
    for (int x = 0; x < kWidth; x += 2) *into++ = (upper[x] + upper[x + 1] + lower[x] + lower[x + 1] + 2) >> 2;
  }
  return frame_.data();
}

}  // namespace a2pd

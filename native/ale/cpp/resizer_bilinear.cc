#include "resizer_bilinear.hpp"

#include <algorithm>
#include <cmath>

namespace a2pd {

std::array<LinearTap, kFrameSide> linearTaps(int sourceSize) {
  const double scale = 1.0 / (static_cast<double>(kFrameSide) / sourceSize);
  constexpr float kUnit = 2048;
  std::array<LinearTap, kFrameSide> taps;
  for (int output = 0; output < kFrameSide; output++) {
    float position = static_cast<float>((output + 0.5) * scale - 0.5);
    int first = static_cast<int>(std::floor(position));
    position -= static_cast<float>(first);
    if (first < 0) first = 0, position = 0;
    if (first >= sourceSize - 1) first = sourceSize - 1, position = 0;
    const auto weight = [&](float share) { return static_cast<int16_t>(std::lrintf(share * kUnit)); };
    taps[output] = {first, std::min(first + 1, sourceSize - 1), weight(1.0f - position), weight(position)};
  }
  return taps;
}

BilinearResizer::BilinearResizer(int sourceHeight)
    : cache_(sourceHeight),
      rowTaps_(linearTaps(sourceHeight)),
      columnTaps_(linearTaps(Console::kScreenWidth)),
      isRead_(sourceHeight, 0),
      shrunk_(static_cast<size_t>(sourceHeight) * kFrameSide) {
  for (const auto& tap : rowTaps_) isRead_[tap.first] = isRead_[tap.second] = 1;
}

const uint8_t* BilinearResizer::resize(const uint8_t* gray) {
  cache_.update(gray);
  for (size_t y = 0; y < isRead_.size(); y++) {
    const int row = static_cast<int>(y);
    if (isRead_[y] && cache_.changed(row)) shrinkRow(cache_.row(row), shrunk_.data() + y * kFrameSide);
  }
  for (int y = 0; y < kFrameSide; y++) {
    if (cache_.changed(rowTaps_[y].first) || cache_.changed(rowTaps_[y].second)) combineRows(y);
  }
  return frame_.data();
}

void BilinearResizer::shrinkRow(const uint8_t* row, int16_t* into) const {
  for (int x = 0; x < kFrameSide; x++) {
    const auto& tap = columnTaps_[x];
    into[x] = static_cast<int16_t>((row[tap.first] * tap.firstWeight + row[tap.second] * tap.secondWeight) >> 4);
  }
}

void BilinearResizer::combineRows(int outputRow) {
  const auto& tap = rowTaps_[outputRow];
  const int16_t* first = shrunk_.data() + tap.first * kFrameSide;
  const int16_t* second = shrunk_.data() + tap.second * kFrameSide;
  uint8_t* output = frame_.data() + outputRow * kFrameSide;
  for (int x = 0; x < kFrameSide; x++) {
    const int sum = ((first[x] * tap.firstWeight) >> 16) + ((second[x] * tap.secondWeight) >> 16);
    output[x] = static_cast<uint8_t>((sum + 2) >> 2);
  }
}

}  // namespace a2pd

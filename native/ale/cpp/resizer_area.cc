#include "resizer_area.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>

namespace a2pd {

std::vector<AreaSpan> areaSpans(int sourceSize) {
  const double scale = 1.0 / (static_cast<double>(kFrameSide) / sourceSize);
  constexpr double kNegligible = 1e-3;
  std::vector<AreaSpan> spans;
  for (int output = 0; output < kFrameSide; output++) {
    const double begin = output * scale;
    const double end = begin + scale;
    const double cell = std::min(scale, sourceSize - begin);
    const int lastWhole = std::min(static_cast<int>(std::floor(end)), sourceSize - 1);
    const int firstWhole = std::min(static_cast<int>(std::ceil(begin)), lastWhole);
    AreaSpan span{firstWhole, {}};
    if (firstWhole - begin > kNegligible) {
      span.first = firstWhole - 1;
      span.weights.push_back(static_cast<float>((firstWhole - begin) / cell));
    }
    for (int source = firstWhole; source < lastWhole; source++) {
      span.weights.push_back(static_cast<float>(1.0 / cell));
    }
    if (end - lastWhole > kNegligible) {
      span.weights.push_back(static_cast<float>(std::min(std::min(end - lastWhole, 1.0), cell) / cell));
    }
    spans.push_back(std::move(span));
  }
  return spans;
}

AreaResizer::AreaResizer(int sourceHeight)
    : cache_(sourceHeight),
      rowSpans_(areaSpans(sourceHeight)),
      shrunk_(static_cast<size_t>(sourceHeight) * kFrameSide) {
  const auto columnSpans = areaSpans(Console::kScreenWidth);
  for (auto& weights : columnWeights_) weights.fill(0);
  for (int x = 0; x < kFrameSide; x++) {
    const auto& span = columnSpans[x];
    if (span.weights.size() > kTaps) throw std::logic_error("a column span has more taps than planned for");
    // Every column reads kTaps sources, those beyond its span with weight 0: adding 0 leaves a float as it is.
    const int first = std::min(span.first, Console::kScreenWidth - kTaps);
    firstColumn_[x] = first;
    for (size_t i = 0; i < span.weights.size(); i++) columnWeights_[span.first - first + i][x] = span.weights[i];
  }
}

const uint8_t* AreaResizer::resize(const uint8_t* gray) {
  cache_.update(gray);
  const int height = static_cast<int>(shrunk_.size()) / kFrameSide;
  for (int y = 0; y < height; y++) {
    if (cache_.changed(y)) shrinkRow(cache_.row(y), shrunk_.data() + y * kFrameSide);
  }
  for (int y = 0; y < kFrameSide; y++) {
    const auto& span = rowSpans_[y];
    bool stale = false;
    for (size_t i = 0; i < span.weights.size(); i++) stale |= cache_.changed(span.first + static_cast<int>(i));
    if (stale) combineRows(y);
  }
  return frame_.data();
}

void AreaResizer::shrinkRow(const uint8_t* row, float* into) const {
  for (int x = 0; x < kFrameSide; x++) {
    const uint8_t* pixel = row + firstColumn_[x];
    into[x] =
        (static_cast<float>(pixel[0]) * columnWeights_[0][x] + static_cast<float>(pixel[1]) * columnWeights_[1][x]) +
        static_cast<float>(pixel[2]) * columnWeights_[2][x];
  }
}

void AreaResizer::combineRows(int outputRow) {
  const auto& span = rowSpans_[outputRow];
  const float* first = shrunk_.data() + span.first * kFrameSide;
  std::array<float, kFrameSide> sum;
  for (int x = 0; x < kFrameSide; x++) sum[x] = span.weights[0] * first[x];
  for (size_t i = 1; i < span.weights.size(); i++) {
    const float weight = span.weights[i];
    const float* row = first + i * kFrameSide;
    for (int x = 0; x < kFrameSide; x++) sum[x] += weight * row[x];
  }
  uint8_t* output = frame_.data() + outputRow * kFrameSide;
  // Adding 1.5 * 2^23 leaves the integer nearest to the sum (half to even) in the low bits of the float.
  constexpr float kRound = 12582912.0f;
  for (int x = 0; x < kFrameSide; x++) {
    const float shifted = sum[x] + kRound;
    uint32_t bits;
    std::memcpy(&bits, &shifted, sizeof bits);
    output[x] = static_cast<uint8_t>(bits);
  }
}

}  // namespace a2pd

// Gray screens of 160 columns -> 84 x 84, bit for bit as OpenCV's cv2.resize does on uint8 (INTER_AREA, INTER_LINEAR).
// Both first shrink each source row to 84 columns, then combine rows. Games change little from frame to frame, so a
// row that is as it was the last time is not shrunk again, and an output row none of whose sources changed is kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace a2pd {

constexpr int kFrameSide = 84;
constexpr size_t kFrameSize = kFrameSide * kFrameSide;

enum class Interpolation { area, bilinear };

class Resizer {
 public:
  virtual ~Resizer() = default;
  /** @param gray uint8[sourceHeight, 160]. @returns uint8[84, 84], owned by the resizer and valid until the next call. */
  virtual const uint8_t* resize(const uint8_t* gray) = 0;
  /** The last result; zeros before the first. */
  virtual const uint8_t* frame() const = 0;
  /** The last screen given, uint8[sourceHeight, 160]; zeros before the first. */
  virtual const uint8_t* source() const = 0;
};

struct ResizeOptions {
  Interpolation interpolation = Interpolation::area;
  /** Cuts a square out of the screen instead of squeezing all of it, so many rows below the middle (resizer_crop.hpp). */
  std::optional<int> cropShift;
};

std::unique_ptr<Resizer> createResizer(const ResizeOptions& options, int sourceHeight);

}  // namespace a2pd

// The frames of one agent step -> one 84 x 84 frame. The two ways differ in the order of max and resize, and in what
// they make of a step that ends before its last frame; both are followed to the byte.
#pragma once

#include <cstdint>
#include <memory>

#include "console.hpp"
#include "resizer.hpp"

namespace a2pd {

enum class PoolingKind { maxThenResize, resizeThenMax };

class Pooling {
 public:
  virtual ~Pooling() = default;
  /** The frame after a reset. uint8[84, 84], valid until the next call; so are the others'. */
  virtual const uint8_t* firstFrame(const Console& console) = 0;
  /** Sees the screen after frame `index` of `frameSkip` frames; `ended` if the episode ended with it. */
  virtual void observe(const Console& console, int index, int frameSkip, bool ended) = 0;
  /** The frame of the step whose screens were observed. */
  virtual const uint8_t* finish() = 0;
};

std::unique_ptr<Pooling> createPooling(PoolingKind kind, const ResizeOptions& options, int screenHeight);

}  // namespace a2pd

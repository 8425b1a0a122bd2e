#include "pooling.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "gray.hpp"

namespace a2pd {
namespace {

/** Screens that live only within one step: one set a thread stays in its cache, however many environments there are. */
uint8_t* scratchScreen(int slot, size_t pixels) {
  thread_local std::array<std::vector<uint8_t>, 2> screens;
  if (screens[slot].size() < pixels) screens[slot].resize(pixels);
  return screens[slot].data();
}

uint8_t* grayInScratch(const Console& console, int slot) {
  uint8_t* gray = scratchScreen(slot, console.screenPixels());
  grayFrame(console.screen(), console.screenPixels(), console.grayByIndex(), gray);
  return gray;
}

/**
 * As Gymnasium's AtariPreprocessing (1.x) and Dopamine: the screen of an ending frame is not looked at, and the maximum
 * of the step before stays in the buffer that the next maximum is taken with.
 */
class MaxThenResize final : public Pooling {
 public:
  MaxThenResize(const ResizeOptions& options, int screenHeight) : resizer_(createResizer(options, screenHeight)) {}

  const uint8_t* firstFrame(const Console& console) override { return resizer_->resize(grayInScratch(console, 0)); }

  void observe(const Console& console, int index, int frameSkip, bool ended) override {
    if (index == 0) last_ = nextToLast_ = nullptr;
    pixels_ = console.screenPixels();
    if (ended) return;
    if (index == frameSkip - 2) nextToLast_ = grayInScratch(console, 0);
    if (index == frameSkip - 1) last_ = grayInScratch(console, 1);
  }

  const uint8_t* finish() override {
    if (!last_ && !nextToLast_) return resizer_->frame();
    if (!nextToLast_) return resizer_->resize(last_);
    maxInto(nextToLast_, last_ ? last_ : resizer_->source(), pixels_);
    return resizer_->resize(nextToLast_);
  }

 private:
  std::unique_ptr<Resizer> resizer_;
  uint8_t* last_ = nullptr;
  uint8_t* nextToLast_ = nullptr;
  size_t pixels_ = 0;
};

/** As Kaixhin/Rainbow's env.py: both screens are resized, endings included, and one that was never reached is zeros. */
class ResizeThenMax final : public Pooling {
 public:
  ResizeThenMax(const ResizeOptions& options, int screenHeight)
      : nextToLastResizer_(createResizer(options, screenHeight)),
        lastResizer_(createResizer(options, screenHeight)) {}

  const uint8_t* firstFrame(const Console& console) override { return lastResizer_->resize(grayInScratch(console, 0)); }

  void observe(const Console& console, int index, int frameSkip, bool) override {
    if (index == 0) frame_.fill(0);
    if (index == frameSkip - 2) {
      std::memcpy(frame_.data(), nextToLastResizer_->resize(grayInScratch(console, 0)), kFrameSize);
    }
    if (index == frameSkip - 1) maxInto(frame_.data(), lastResizer_->resize(grayInScratch(console, 0)), kFrameSize);
  }

  const uint8_t* finish() override { return frame_.data(); }

 private:
  std::unique_ptr<Resizer> nextToLastResizer_;
  std::unique_ptr<Resizer> lastResizer_;
  std::array<uint8_t, kFrameSize> frame_{};
};

}  // namespace

std::unique_ptr<Pooling> createPooling(PoolingKind kind, const ResizeOptions& options, int screenHeight) {
  if (kind == PoolingKind::maxThenResize) return std::make_unique<MaxThenResize>(options, screenHeight);
  return std::make_unique<ResizeThenMax>(options, screenHeight);
}

}  // namespace a2pd

#include "power_on_state.hpp"

#include <cstddef>
#include <cstring>

#include "ale/emucore/Console.hxx"
#include "ale/emucore/Switches.hxx"
#include "ale/emucore/TIA.hxx"

namespace ale::stella {

/** What the video chip's own save leaves out: its pictures, and where in its tables it stands. A friend by ALE's header. */
class TIADebug {
 public:
  explicit TIADebug(const TIA& tia)
      : current_(tia.myCurrentFrameBuffer, tia.myCurrentFrameBuffer + kBufferSize),
        previous_(tia.myPreviousFrameBuffer, tia.myPreviousFrameBuffer + kBufferSize),
        drawn_(tia.myFramePointer - tia.myCurrentFrameBuffer),
        ball_(tia.myCurrentBLMask),
        missile0_(tia.myCurrentM0Mask),
        missile1_(tia.myCurrentM1Mask),
        player0_(tia.myCurrentP0Mask),
        player1_(tia.myCurrentP1Mask),
        playfield_(tia.myCurrentPFMask),
        isPartial_(tia.myPartialFrameFlag),
        isGreyed_(tia.myFrameGreyed) {}

  void restore(TIA& tia) const {
    std::memcpy(tia.myCurrentFrameBuffer, current_.data(), kBufferSize);
    std::memcpy(tia.myPreviousFrameBuffer, previous_.data(), kBufferSize);
    tia.myFramePointer = tia.myCurrentFrameBuffer + drawn_;
    tia.myCurrentBLMask = ball_;
    tia.myCurrentM0Mask = missile0_;
    tia.myCurrentM1Mask = missile1_;
    tia.myCurrentP0Mask = player0_;
    tia.myCurrentP1Mask = player1_;
    tia.myCurrentPFMask = playfield_;
    tia.myPartialFrameFlag = isPartial_;
    tia.myFrameGreyed = isGreyed_;
  }

 private:
  static constexpr size_t kBufferSize = 160 * 300;

  std::vector<uint8_t> current_, previous_;
  ptrdiff_t drawn_;
  const uint8_t *ball_, *missile0_, *missile1_, *player0_, *player1_;
  const uint32_t* playfield_;
  bool isPartial_, isGreyed_;
};

}  // namespace ale::stella

namespace a2pd {

using ale::stella::Event;
using ale::stella::OSystem;

class PowerOnState::Video : public ale::stella::TIADebug {
  using TIADebug::TIADebug;
};

namespace {

ale::stella::TIA& videoChip(const OSystem& system) {
  return static_cast<ale::stella::TIA&>(system.console().mediaSource());
}

}  // namespace

PowerOnState::PowerOnState(const OSystem& system, const ale::RomSettings& settings, ale::StellaEnvironment& environment)
    : romSettings_(settings.clone()),
      machine_(environment.cloneState()),
      video_(std::make_unique<Video>(videoChip(system))) {
  for (int type = 0; type < Event::LastType; type++) {
    events_[type] = system.event()->get(static_cast<Event::Type>(type));
  }
  const ale::ALEScreen& screen = environment.getScreen();
  screen_.assign(screen.getArray(), screen.getArray() + screen.arraySize());
}

PowerOnState::~PowerOnState() = default;

std::unique_ptr<ale::RomSettings> PowerOnState::romSettings() const {
  return std::unique_ptr<ale::RomSettings>(romSettings_->clone());
}

void PowerOnState::restore(OSystem& system, ale::StellaEnvironment& environment) const {
  environment.restoreState(machine_);
  video_->restore(videoChip(system));
  for (int type = 0; type < Event::LastType; type++) {
    system.event()->set(static_cast<Event::Type>(type), events_[type]);
  }
  system.console().switches().read();
  std::memcpy(environment.getScreen().getArray(), screen_.data(), screen_.size());
}

}  // namespace a2pd

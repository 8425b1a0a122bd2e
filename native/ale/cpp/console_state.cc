#include "console_state.hpp"

#include <cstddef>

#include "ale/emucore/Console.hxx"
#include "ale/emucore/Switches.hxx"
#include "ale/emucore/TIA.hxx"

namespace ale::stella {

/** What the video chip's own save leaves out: its pictures, and where in its tables it stands. A friend by ALE's header. */
class TIADebug {
 public:
  explicit TIADebug(const TIA& tia)
      : current_(tia.myCurrentFrameBuffer, kBufferSize),
        previous_(tia.myPreviousFrameBuffer, kBufferSize),
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
    current_.unpackInto(tia.myCurrentFrameBuffer);
    previous_.unpackInto(tia.myPreviousFrameBuffer);
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

  size_t bytes() const { return sizeof(*this) + current_.runs().size() + previous_.runs().size(); }

  /** The masks point into tables that stand where they are for as long as the process runs. */
  void addTo(a2pd::Digest& digest) const {
    digest.add(current_);
    digest.add(previous_);
    digest.add(drawn_);
    for (const uint8_t* mask : {ball_, missile0_, missile1_, player0_, player1_}) digest.add(mask);
    digest.add(playfield_);
    digest.add(isPartial_);
    digest.add(isGreyed_);
  }

 private:
  static constexpr size_t kBufferSize = 160 * 300;

  a2pd::PackedBytes current_, previous_;
  ptrdiff_t drawn_;
  const uint8_t *ball_, *missile0_, *missile1_, *player0_, *player1_;
  const uint32_t* playfield_;
  bool isPartial_, isGreyed_;
};

}  // namespace ale::stella

namespace a2pd {

using ale::stella::Event;
using ale::stella::OSystem;

class ConsoleState::Video : public ale::stella::TIADebug {
  using TIADebug::TIADebug;
};

namespace {

ale::stella::TIA& videoChip(const OSystem& system) {
  return static_cast<ale::stella::TIA&>(system.console().mediaSource());
}

}  // namespace

ConsoleState::ConsoleState(const OSystem& system, const ale::RomSettings& settings, ale::StellaEnvironment& environment)
    : romSettings_(settings.clone()),
      machine_(environment.cloneState().serialize()),
      video_(std::make_unique<Video>(videoChip(system))),
      screen_(environment.getScreen().getArray(), environment.getScreen().arraySize()) {
  for (int type = 0; type < Event::LastType; type++) {
    events_[type] = system.event()->get(static_cast<Event::Type>(type));
  }
}

ConsoleState::ConsoleState(ConsoleState&&) noexcept = default;
ConsoleState::~ConsoleState() = default;

std::unique_ptr<ale::RomSettings> ConsoleState::romSettings() const {
  return std::unique_ptr<ale::RomSettings>(romSettings_->clone());
}

void ConsoleState::restore(OSystem& system, ale::StellaEnvironment& environment) const {
  environment.restoreState(ale::ALEState(machine_));
  video_->restore(videoChip(system));
  for (int type = 0; type < Event::LastType; type++) {
    system.event()->set(static_cast<Event::Type>(type), events_[type]);
  }
  system.console().switches().read();
  // ALE gives its screen as a constant, but the array in it is not.
  screen_.unpackInto(environment.getScreen().getArray());
}

size_t ConsoleState::bytes() const { return machine_.size() + video_->bytes() + screen_.runs().size(); }

void ConsoleState::addTo(Digest& digest) const {
  digest.add(machine_);
  video_->addTo(digest);
  for (const int event : events_) digest.add(event);
  digest.add(screen_);
}

}  // namespace a2pd

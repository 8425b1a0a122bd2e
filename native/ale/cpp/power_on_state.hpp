// What a console is just after it has been switched on. That depends on the ROM and the settings alone (ALE's seed feeds only
// its sticky actions), so it is emulated once, 130 frames and more, and put back at every later reset.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "ale/emucore/Event.hxx"
#include "ale/emucore/OSystem.hxx"
#include "ale/environment/stella_environment.hpp"
#include "ale/games/RomSettings.hpp"

namespace a2pd {

class PowerOnState {
 public:
  PowerOnState(const ale::stella::OSystem& system, const ale::RomSettings& settings, ale::StellaEnvironment& environment);
  ~PowerOnState();

  /** The game's own state (score, lives), for a new environment. */
  std::unique_ptr<ale::RomSettings> romSettings() const;
  /** Puts everything else back, into the console it was taken from and an environment that has played nothing. */
  void restore(ale::stella::OSystem& system, ale::StellaEnvironment& environment) const;

 private:
  class Video;

  std::unique_ptr<ale::RomSettings> romSettings_;
  ale::ALEState machine_;
  std::unique_ptr<Video> video_;
  std::array<int, ale::stella::Event::LastType> events_;
  std::vector<uint8_t> screen_;
};

}  // namespace a2pd

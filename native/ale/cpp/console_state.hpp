// Everything that decides how a console goes on: the machine, its video chip, the game's score and lives, the keys held and
// the screen. With sticky actions ALE's random state and the last action would belong to it too, so those refuse to be saved.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "ale/emucore/Event.hxx"
#include "ale/emucore/OSystem.hxx"
#include "ale/environment/stella_environment.hpp"
#include "ale/games/RomSettings.hpp"
#include "digest.hpp"
#include "packed_bytes.hpp"

namespace a2pd {

class ConsoleState {
 public:
  ConsoleState(const ale::stella::OSystem& system, const ale::RomSettings& settings,
               ale::StellaEnvironment& environment);
  ConsoleState(ConsoleState&&) noexcept;
  ~ConsoleState();

  /** The game's own state (score, lives), for a new environment. */
  std::unique_ptr<ale::RomSettings> romSettings() const;
  /** Puts everything else back, into the console it was taken from and an environment that has played nothing. */
  void restore(ale::stella::OSystem& system, ale::StellaEnvironment& environment) const;
  /**
   * Equal within one process for consoles that go on alike. Of the score and the lives it holds what ALE saves of them, which is
   * all for every game but Atlantis II, Chopper Command, Demon Attack, River Raid and Video Checkers.
   */
  void addTo(Digest& digest) const;
  /** Memory that it takes, roughly. */
  size_t bytes() const;

 private:
  class Video;

  std::unique_ptr<ale::RomSettings> romSettings_;
  /** As ALE serialises it. */
  std::string machine_;
  std::unique_ptr<Video> video_;
  std::array<int, ale::stella::Event::LastType> events_;
  PackedBytes screen_;
};

}  // namespace a2pd

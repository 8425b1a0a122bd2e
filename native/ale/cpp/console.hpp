// One Atari 2600 with a game in it: ALE's own console, settings and environment, put together here in the order of
// ALEInterface::loadROM but without its calls of exit(). Everything ALE would end the process on is refused before.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "ale/emucore/OSystem.hxx"
#include "ale/emucore/Settings.hxx"
#include "ale/environment/stella_environment.hpp"
#include "ale/games/RomSettings.hpp"
#include "console_state.hpp"
#include "rom.hpp"

namespace a2pd {

struct ConsoleOptions {
  /** Sticky actions: the chance that a frame repeats the action of the frame before (ALE's default is 0.25). */
  float repeatActionProbability = 0;
  /** Frames after which an episode is truncated, no-ops included as ALE counts them; 0 for never. */
  int maxEpisodeFrames = 0;
  /** All 18 actions instead of the game's minimal set. */
  bool fullActionSet = false;
  /** So many of them, the first ones; 0 for all. */
  int actionLimit = 0;
  /** ALE's variants of the game; kDefault for the one that the game begins with. */
  int mode = kDefault;
  int difficulty = kDefault;

  static constexpr int kDefault = -1;
};

class Console {
 public:
  static constexpr int kScreenWidth = 160;
  static constexpr size_t kRamBytes = 128;

  /** Powered on and reset with seed 0. */
  Console(std::shared_ptr<const Rom> rom, const ConsoleOptions& options);
  ~Console();

  /** As ale-py's setInt("random_seed", aleSeed); loadROM(); reset_game(): everything after depends on the actions alone. */
  void powerOn(int32_t aleSeed);
  /** As ale-py's reset_game(): a new episode; ALE's random state goes on. */
  void reset();
  /** Plays one frame with an action of `actions()`, and gives its reward. */
  int act(ale::Action action) { return environment_->act(action, ale::PLAYER_B_NOOP); }

  /** Where the game stands. Whoever restores it needs a console of the same ROM and options, this one for choice. */
  ConsoleState save() const { return {*system_, *romSettings_, *environment_}; }
  void restore(const ConsoleState& state);

  const ale::ActionVect& actions() const { return actions_; }
  bool terminated() const { return environment_->isGameTerminal(); }
  bool truncated() const { return environment_->isGameTruncated(); }
  int lives() const { return romSettings_->lives(); }
  int frameNumber() const { return environment_->getFrameNumber(); }
  int episodeFrameNumber() const { return environment_->getEpisodeFrameNumber(); }
  const std::string& game() const { return rom_->game; }

  int screenHeight() const { return screenHeight_; }
  size_t screenPixels() const { return static_cast<size_t>(screenHeight_) * kScreenWidth; }
  /** Palette indices, uint8[screenHeight, 160]; valid until the next frame. */
  const uint8_t* screen() const { return environment_->getScreen().getArray(); }
  /** Gray level (ALE's luminance) by palette index. */
  const std::array<uint8_t, 256>& grayByIndex() const { return grayByIndex_; }
  /** uint8[screenHeight, 160, 3]. */
  void writeRgb(uint8_t* into) const;
  /** uint8[screenHeight, 160]. */
  void writeGray(uint8_t* into) const;
  /** uint8[128]. */
  void writeRam(uint8_t* into) const;

 private:
  void insertRom();
  void chooseVariant();
  void limitActions(int limit);

  std::shared_ptr<const Rom> rom_;
  ConsoleOptions options_;
  std::unique_ptr<ale::stella::OSystem> system_;
  std::unique_ptr<ale::stella::Settings> settings_;
  std::unique_ptr<ale::RomSettings> romSettings_;
  std::unique_ptr<ale::StellaEnvironment> environment_;
  /**
   * Just after the console was switched on. That depends on the ROM and the settings alone (ALE's seed feeds only its sticky
   * actions), so it is emulated once, 130 frames and more, and put back at every later reset.
   */
  std::unique_ptr<ConsoleState> powerOnState_;
  ale::ActionVect actions_;
  std::array<uint8_t, 256> grayByIndex_{};
  int screenHeight_ = 0;
};

}  // namespace a2pd

#include "console.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "ale/common/ColourPalette.hpp"
#include "ale/emucore/Console.hxx"
#include "ale/games/Roms.hpp"
#include "failure.hpp"
#include "gray.hpp"

namespace a2pd {

Console::Console(std::shared_ptr<const Rom> rom, const ConsoleOptions& options)
    : rom_(std::move(rom)),
      options_(options),
      system_(std::make_unique<ale::stella::OSystem>()),
      settings_(std::make_unique<ale::stella::Settings>(system_.get())) {
  settings_->setFloat("repeat_action_probability", options.repeatActionProbability);
  settings_->setInt("max_num_frames_per_episode", options.maxEpisodeFrames);
  powerOn(0);
  actions_ = options.fullActionSet ? romSettings_->getAllActions() : romSettings_->getMinimalActionSet();
  limitActions(options.actionLimit);
  screenHeight_ = static_cast<int>(environment_->getScreen().height());
  std::array<uint8_t, 255> everyIndex;
  std::iota(everyIndex.begin(), everyIndex.end(), uint8_t{0});
  system_->colourPalette().applyPaletteGrayscale(grayByIndex_.data(), everyIndex.data(), everyIndex.size());
  // ALE finds the gray of index i at i + 1, so for 255 (a missile of Air Raid) it reads beyond its table. There the next
  // palette begins, with black: that is what ale-py shows, and what is returned here without the read.
  grayByIndex_[255] = 0;
}

// The environment and the game's settings refer to the system: they go first.
Console::~Console() {
  environment_.reset();
  romSettings_.reset();
}

void Console::limitActions(int limit) {
  if (limit == 0) return;
  if (static_cast<size_t>(limit) > actions_.size()) {
    throw Failure{"INVALID_ARGUMENT", "actionLimit of at most " + std::to_string(actions_.size()) + ", which the game has",
                  std::to_string(limit), "leave it out for all actions"};
  }
  actions_.resize(limit);
}

void Console::powerOn(int32_t aleSeed) {
  settings_->setInt("random_seed", aleSeed);
  if (powerOnState_) return restore(*powerOnState_);
  environment_.reset();
  insertRom();
  environment_ = std::make_unique<ale::StellaEnvironment>(system_.get(), romSettings_.get());
  environment_->reset();  // loadROM resets once
  chooseVariant();
  environment_->reset();
  powerOnState_ = std::make_unique<ConsoleState>(save());
}

void Console::restore(const ConsoleState& state) {
  auto romSettings = state.romSettings();
  auto environment = std::make_unique<ale::StellaEnvironment>(system_.get(), romSettings.get());
  state.restore(*system_, *environment);
  // The environment refers to its settings: the old one goes before the old settings do.
  environment_ = std::move(environment);
  romSettings_ = std::move(romSettings);
}

void Console::insertRom() {
  const RomInMemory scope(*rom_);
  settings_->validate();
  system_->create();
  if (!system_->createConsole(fs::path("rom.bin"))) {
    throw Failure{"INVALID_ROM", "a ROM that ALE can run", "MD5 " + rom_->md5, "install the ROMs again (pnpm build)"};
  }
  system_->colourPalette().setPalette("standard", system_->console().getFormat());
  romSettings_.reset(ale::buildRomRLWrapper(fs::path(), rom_->md5));
  romSettings_->modifyEnvironmentSettings(*settings_);
}

namespace {

/** @throws Failure INVALID_ARGUMENT listing what the game has. */
template <typename Variants>
void requireVariant(const std::string& game, const char* name, const Variants& available, int chosen) {
  if (std::find(available.begin(), available.end(), static_cast<unsigned>(chosen)) != available.end()) return;
  std::string listed;
  for (const auto variant : available) listed += (listed.empty() ? "" : ", ") + std::to_string(variant);
  throw Failure{"INVALID_ARGUMENT", std::string("a ") + name + " of " + game + " (" + listed + ")",
                std::to_string(chosen), "leave it out for the game's own"};
}

}  // namespace

// As ale-py's setMode and setDifficulty between loadROM and reset_game.
void Console::chooseVariant() {
  if (options_.mode != ConsoleOptions::kDefault) {
    requireVariant(rom_->game, "mode", romSettings_->getAvailableModes(), options_.mode);
    environment_->setMode(static_cast<ale::game_mode_t>(options_.mode));
  }
  if (options_.difficulty != ConsoleOptions::kDefault) {
    requireVariant(rom_->game, "difficulty", romSettings_->getAvailableDifficulties(), options_.difficulty);
    environment_->setDifficulty(static_cast<ale::difficulty_t>(options_.difficulty));
  }
}

void Console::reset() { environment_->reset(); }

void Console::writeRgb(uint8_t* into) const {
  system_->colourPalette().applyPaletteRGB(into, const_cast<uint8_t*>(screen()), screenPixels());
}

void Console::writeGray(uint8_t* into) const { grayFrame(screen(), screenPixels(), grayByIndex_, into); }

void Console::writeRam(uint8_t* into) const { std::memcpy(into, environment_->getRAM().array(), kRamBytes); }

}  // namespace a2pd

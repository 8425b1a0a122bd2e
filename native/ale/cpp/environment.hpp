// One environment: a console, frame skip, pooling and a stack of four frames, written straight into the buffer that the
// caller reads. Kaixhin/Rainbow plays one more no-op frame after a lost life in training; here a lost life is only
// signalled and the game goes on (Deviation).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "console.hpp"
#include "pooling.hpp"
#include "seeds.hpp"

namespace a2pd {

constexpr int kStackedFrames = 4;
constexpr size_t kObservationSize = kStackedFrames * kFrameSize;
constexpr int kIdle = -1;

struct EnvironmentOptions {
  ConsoleOptions console;
  int frameSkip = 4;
  PoolingKind pooling = PoolingKind::resizeThenMax;
  ResizeOptions resize;
  /** No-op frames before the first observation are drawn from [noopMin, noopMax]. */
  int noopMin = 0;
  int noopMax = 29;
  /** The stack before the first frame: that frame repeated, or zeros. */
  bool repeatFirstFrame = false;
  /**
   * Presses FIRE for an agent step after the no-ops, and then the third action, as Stable-Baselines3's FireResetEnv does: some
   * games wait for it. Where the game has no FIRE, nothing.
   */
  bool fireOnReset = false;
};

struct StepResult {
  double reward = 0;
  bool terminated = false;
  bool truncated = false;
  bool lifeLost = false;
  int lives = 0;
  int episodeFrames = 0;

  bool ended() const { return terminated || truncated; }
};

/**
 * Where an environment stands: it goes on from here as if it had never left. The one exception is the picture of a step that ends
 * the game where screens are joined before they are made smaller: it may have the screen before of another environment.
 */
struct EnvironmentSnapshot {
  ConsoleState console;
  PackedBytes observation;
  EpisodeStart start;
  StepResult result;
  std::vector<uint8_t> playedActions;

  /** Equal for environments that the same actions lead on alike, up to the game's last picture, however they came there. */
  std::string digest() const;
  /** Memory that it takes, roughly. */
  size_t bytes() const;
};

class Environment {
 public:
  /** @param observation uint8[4, 84, 84], oldest frame first; must outlive the environment. */
  Environment(std::shared_ptr<const Rom> rom, const EnvironmentOptions& options, uint8_t* observation);

  /** Loads the ROM anew, so that the episode is a function of ROM, options, start and actions. */
  void reset(const EpisodeStart& start);
  /** Repeats action `actionIndex` of the action set for frameSkip frames, or until the episode ends. */
  void step(int actionIndex);

  EnvironmentSnapshot snapshot() const;
  void restore(const EnvironmentSnapshot& snapshot);

  const Console& console() const { return console_; }
  const EpisodeStart& start() const { return start_; }
  const StepResult& result() const { return result_; }
  /** Action indices played since the reset, with which it can be repeated. */
  const std::vector<uint8_t>& playedActions() const { return playedActions_; }

 private:
  void powerOn();
  const uint8_t* fire();
  void pushFrame(const uint8_t* frame);

  EnvironmentOptions options_;
  Console console_;
  std::unique_ptr<Pooling> pooling_;
  uint8_t* observation_;
  EpisodeStart start_{};
  StepResult result_;
  std::vector<uint8_t> playedActions_;
};

}  // namespace a2pd

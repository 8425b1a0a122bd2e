#include "environment.hpp"

#include <cstring>

namespace a2pd {

Environment::Environment(std::shared_ptr<const Rom> rom, const EnvironmentOptions& options, uint8_t* observation)
    : options_(options),
      console_(std::move(rom), options.console),
      pooling_(createPooling(options.pooling, options.resize, console_.screenHeight())),
      observation_(observation) {}

void Environment::reset(const EpisodeStart& start) {
  start_ = start;
  powerOn();
  const uint8_t* fired = options_.fireOnReset ? fire() : nullptr;
  const uint8_t* frame = fired ? fired : pooling_->firstFrame(console_);
  if (options_.repeatFirstFrame) {
    for (int i = 0; i < kStackedFrames; i++) pushFrame(frame);
  } else {
    std::memset(observation_, 0, kObservationSize);
    pushFrame(frame);
  }
  playedActions_.clear();
  result_ = {};
  result_.lives = console_.lives();
}

void Environment::powerOn() {
  console_.powerOn(start_.aleSeed);
  for (int i = 0; i < start_.noops; i++) {
    console_.act(ale::PLAYER_A_NOOP);
    if (console_.terminated() || console_.truncated()) console_.powerOn(start_.aleSeed);
  }
}

// Where a press ends the episode, the next begins from the same start (Deviation: FireResetEnv draws its no-ops anew).
const uint8_t* Environment::fire() {
  const ale::ActionVect& actions = console_.actions();
  if (actions.size() < 3 || actions[1] != ale::PLAYER_A_FIRE) return nullptr;
  const uint8_t* seen = nullptr;
  for (const ale::Action action : {actions[1], actions[2]}) {
    bool ended = false;
    for (int frame = 0; frame < options_.frameSkip && !ended; frame++) {
      console_.act(action);
      ended = console_.terminated() || console_.truncated();
      pooling_->observe(console_, frame, options_.frameSkip, ended);
    }
    seen = pooling_->finish();
    if (ended) {
      powerOn();
      seen = pooling_->firstFrame(console_);
    }
  }
  return seen;
}

void Environment::step(int actionIndex) {
  const ale::Action action = console_.actions()[actionIndex];
  playedActions_.push_back(static_cast<uint8_t>(actionIndex));
  const int livesBefore = result_.lives;
  result_.reward = 0;
  for (int frame = 0; frame < options_.frameSkip; frame++) {
    result_.reward += console_.act(action);
    result_.episodeFrames++;
    result_.terminated = console_.terminated();
    result_.truncated = console_.truncated();
    pooling_->observe(console_, frame, options_.frameSkip, result_.ended());
    if (result_.ended()) break;
  }
  result_.lives = console_.lives();
  // Q*bert still plays on for a while at 0 lives: that is the end of the game, not a lost life.
  result_.lifeLost = result_.lives < livesBefore && result_.lives > 0 && !result_.terminated;
  pushFrame(pooling_->finish());
}

// Pooling keeps nothing from one step to the next but what it makes of a step that ends the episode (pooling.cc).
EnvironmentSnapshot Environment::snapshot() const {
  return {console_.save(), PackedBytes(observation_, kObservationSize), start_, result_, playedActions_};
}

void Environment::restore(const EnvironmentSnapshot& snapshot) {
  console_.restore(snapshot.console);
  snapshot.observation.unpackInto(observation_);
  start_ = snapshot.start;
  result_ = snapshot.result;
  playedActions_ = snapshot.playedActions;
}

std::string EnvironmentSnapshot::digest() const {
  Digest digest;
  console.addTo(digest);
  digest.add(observation);
  digest.add(result.lives);
  digest.add(result.episodeFrames);
  digest.add(result.ended());
  return digest.hex();
}

size_t EnvironmentSnapshot::bytes() const {
  return sizeof(*this) + console.bytes() + observation.runs().size() + playedActions.size();
}

void Environment::pushFrame(const uint8_t* frame) {
  std::memmove(observation_, observation_ + kFrameSize, kObservationSize - kFrameSize);
  std::memcpy(observation_ + kObservationSize - kFrameSize, frame, kFrameSize);
}

}  // namespace a2pd

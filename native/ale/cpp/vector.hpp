// N environments stepped by native threads into one set of buffers, with Gymnasium's three autoreset modes. The caller
// guards the order of calls: nothing here may be called while a step is under way, but finishStep.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "environment.hpp"
#include "workers.hpp"

namespace a2pd {

enum class Autoreset { nextStep, sameStep, disabled };

/** What a step writes; shared with the JavaScript arrays over it, so that it lives as long as the last of both. */
struct StepBuffers {
  std::vector<uint8_t> observations;
  std::vector<double> rewards;
  std::vector<uint8_t> terminated, truncated, lifeLost, wasReset;
  std::vector<int32_t> lives, episodeFrames;
  /** Empty but in same-step mode. */
  std::vector<uint8_t> finalObservations;
};

/** From which seed an environment's episodes follow. */
struct SeedState {
  uint64_t baseSeed = 0;
  /** Second argument of deriveSeed for the episodes that follow. */
  uint64_t stream = 0;
  uint64_t episodeIndex = 0;
};

class Vector {
 public:
  Vector(std::shared_ptr<const Rom> rom, const EnvironmentOptions& options, int numEnvironments, int numThreads,
         Autoreset autoreset);

  size_t size() const { return environments_.size(); }
  int numActions() const { return static_cast<int>(environments_[0]->console().actions().size()); }
  Autoreset autoreset() const { return autoreset_; }
  const std::shared_ptr<StepBuffers>& buffers() const { return buffers_; }
  const Environment& environment(size_t i) const { return *environments_[i]; }
  const SeedState& seedState(size_t i) const { return seeds_[i]; }
  bool isSticky() const { return options_.console.repeatActionProbability > 0; }
  bool needsReset(size_t i) const { return environments_[i]->result().ended(); }

  struct Reset {
    size_t index;
    EpisodeStart start;
    SeedState seeds;
    /** Played right after the reset: how a saved environment is brought back. */
    std::vector<uint8_t> actions;
  };
  /** Resets the named environments, in parallel. */
  void reset(const std::vector<Reset>& resets);
  /** What an automatic reset of environment i would do now. */
  Reset nextEpisode(size_t i) const;
  EpisodeStart startFor(uint64_t seed) const { return episodeStart(seed, options_.noopMin, options_.noopMax); }

  struct Snapshot {
    EnvironmentSnapshot environment;
    SeedState seeds;
  };
  Snapshot snapshot(size_t i) const { return {environments_[i]->snapshot(), seeds_[i]}; }
  void restore(size_t i, const Snapshot& snapshot);

  /** Starts a step with one checked action (or kIdle) for each environment. */
  void startStep(std::vector<int32_t> actions, bool callerHelps);
  void finishStep(bool callerHelps) { workers_.finish(callerHelps); }

 private:
  void stepOne(size_t i);
  void apply(const Reset& reset);
  void publish(size_t i, const StepResult& result);

  EnvironmentOptions options_;
  Autoreset autoreset_;
  int numThreads_;
  std::shared_ptr<StepBuffers> buffers_;
  std::vector<std::unique_ptr<Environment>> environments_;
  std::vector<SeedState> seeds_;
  std::vector<int32_t> actions_;
  /** Last, so that its threads have ended before anything they use is gone. */
  Workers workers_;
};

}  // namespace a2pd

#include "vector.hpp"

#include <algorithm>
#include <cstring>

namespace a2pd {

Vector::Vector(std::shared_ptr<const Rom> rom, const EnvironmentOptions& options, int numEnvironments, int numThreads,
               Autoreset autoreset)
    : options_(options),
      autoreset_(autoreset),
      numThreads_(std::min(numThreads, numEnvironments)),
      buffers_(std::make_shared<StepBuffers>()),
      seeds_(numEnvironments),
      actions_(numEnvironments),
      workers_(numThreads_) {
  const auto count = static_cast<size_t>(numEnvironments);
  buffers_->observations.resize(count * kObservationSize);
  buffers_->rewards.resize(count);
  for (auto* flags : {&buffers_->terminated, &buffers_->truncated, &buffers_->lifeLost, &buffers_->wasReset}) {
    flags->resize(count);
  }
  for (auto* counts : {&buffers_->lives, &buffers_->episodeFrames}) counts->resize(count);
  if (autoreset == Autoreset::sameStep) buffers_->finalObservations.resize(count * kObservationSize);
  environments_.resize(count);
  workers_.start(count, numThreads_ - 1, [&](size_t i) {
    environments_[i] =
        std::make_unique<Environment>(rom, options_, buffers_->observations.data() + i * kObservationSize);
  });
  workers_.finish(true);
}

Vector::Reset Vector::nextEpisode(size_t i) const {
  SeedState seeds = seeds_[i];
  seeds.episodeIndex++;
  return {i, startFor(deriveSeed(seeds.baseSeed, seeds.stream, seeds.episodeIndex)), seeds, {}};
}

void Vector::reset(const std::vector<Reset>& resets) {
  workers_.start(resets.size(), numThreads_ - 1, [&](size_t r) {
    apply(resets[r]);
    const size_t i = resets[r].index;
    buffers_->wasReset[i] = 0;
    publish(i, environments_[i]->result());
  });
  workers_.finish(true);
}

void Vector::restore(size_t i, const Snapshot& snapshot) {
  environments_[i]->restore(snapshot.environment);
  seeds_[i] = snapshot.seeds;
  buffers_->wasReset[i] = 0;
  publish(i, environments_[i]->result());
}

void Vector::startStep(std::vector<int32_t> actions, bool callerHelps) {
  actions_ = std::move(actions);
  workers_.start(size(), callerHelps ? numThreads_ - 1 : numThreads_, [this](size_t i) { stepOne(i); });
}

void Vector::stepOne(size_t i) {
  Environment& environment = *environments_[i];
  buffers_->wasReset[i] = 0;
  if (actions_[i] == kIdle) {
    buffers_->rewards[i] = 0;
    return;
  }
  if (autoreset_ == Autoreset::nextStep && needsReset(i)) {
    apply(nextEpisode(i));
    publish(i, environment.result());
    buffers_->wasReset[i] = 1;
    return;
  }
  environment.step(actions_[i]);
  publish(i, environment.result());
  if (autoreset_ == Autoreset::sameStep && needsReset(i)) {
    const size_t offset = i * kObservationSize;
    std::memcpy(buffers_->finalObservations.data() + offset, buffers_->observations.data() + offset, kObservationSize);
    apply(nextEpisode(i));
  }
}

void Vector::apply(const Reset& reset) {
  Environment& environment = *environments_[reset.index];
  seeds_[reset.index] = reset.seeds;
  environment.reset(reset.start);
  for (const uint8_t action : reset.actions) environment.step(action);
}

void Vector::publish(size_t i, const StepResult& result) {
  buffers_->rewards[i] = result.reward;
  buffers_->terminated[i] = result.terminated;
  buffers_->truncated[i] = result.truncated;
  buffers_->lifeLost[i] = result.lifeLost;
  buffers_->lives[i] = result.lives;
  buffers_->episodeFrames[i] = result.episodeFrames;
}

}  // namespace a2pd

// Seeds, by the finalizer of splitmix64 (Steele, Lea and Flood, 2014), so that anyone can compute them:
//   mix(z):  z += 0x9e3779b97f4a7c15; z = (z ^ z>>30) * 0xbf58476d1ce4e5b9; z = (z ^ z>>27) * 0x94d049bb133111eb; z ^ z>>31
//   deriveSeed(base, environment, episode) = mix(mix(mix(base) ^ environment) ^ episode) >> 11                  (53 bits)
//   episodeStart(seed): aleSeed = mix(seed) >> 33  (31 bits, so never ALE's -1, the clock)
//                       noops   = noopMin + (mix(mix(seed)) >> 32) * (noopMax - noopMin + 1) >> 32
#pragma once

#include <cstdint>

namespace a2pd {

struct EpisodeStart {
  uint64_t seed;
  int32_t aleSeed;
  int32_t noops;
};

inline uint64_t mix(uint64_t z) {
  z += 0x9e3779b97f4a7c15ull;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

inline uint64_t deriveSeed(uint64_t baseSeed, uint64_t environmentIndex, uint64_t episodeIndex) {
  return mix(mix(mix(baseSeed) ^ environmentIndex) ^ episodeIndex) >> 11;
}

inline EpisodeStart episodeStart(uint64_t seed, int noopMin, int noopMax) {
  const uint64_t span = static_cast<uint64_t>(noopMax - noopMin) + 1;
  const uint64_t first = mix(seed);
  const auto noops = static_cast<int32_t>(((mix(first) >> 32) * span) >> 32);
  return {seed, static_cast<int32_t>(first >> 33), noopMin + noops};
}

}  // namespace a2pd

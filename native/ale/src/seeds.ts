/** Seeds of episodes; the derivation is written out in cpp/seeds.hpp, where native autoresets use it too. */
import type { EpisodeStart } from '@a2pd/core';
import { loadBinding } from './binding.js';

export interface NoopRange {
  readonly noopMin: number;
  readonly noopMax: number;
}

/** Where the episode of a seed begins. `seed` in [0, 2^53); `noops` is drawn from [noopMin, noopMax]. */
export function episodeStart(seed: number, { noopMin, noopMax }: NoopRange): EpisodeStart {
  return loadBinding().episodeStart(seed, noopMin, noopMax);
}

/** The seed of episode `episodeIndex` of environment `environmentIndex` in a run seeded with `baseSeed`; in [0, 2^53). */
export function deriveSeed(baseSeed: number, environmentIndex: number, episodeIndex: number): number {
  return loadBinding().deriveSeed(baseSeed, environmentIndex, episodeIndex);
}

/** Gymnasium's two spaces that Atari needs. */
import type { Rng } from '@a2pd/core';

export interface Discrete {
  readonly kind: 'discrete';
  /** Values are [0, n). */
  readonly n: number;
}

export interface Box {
  readonly kind: 'box';
  readonly shape: readonly number[];
  readonly dtype: 'uint8';
  readonly low: number;
  readonly high: number;
}

export function sampleAction(space: Discrete, rng: Rng): number {
  return rng.integer(space.n);
}

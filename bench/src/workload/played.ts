/** Real observations for benches: a game played at random. */
import { AtariVectorEnvironment } from '@a2pd/atari';
import { observationSize, Rng } from '@a2pd/core';
import { numThreads } from '../limits.js';

const numEnvironments = 8;
/** Steps between two observations of one environment, so that they differ. */
const stepsApart = 5;

export interface Played {
  /** uint8[count, 4, 84, 84]. */
  readonly observations: Uint8Array;
  readonly numActions: number;
}

/** Plays `game` by random actions, eight environments side by side. */
export function playAtRandom(game: string, count: number): Played {
  const environment = new AtariVectorEnvironment({ game, numEnvironments, numThreads });
  try {
    const { numActions } = environment;
    const rng = new Rng(1);
    const observations = new Uint8Array(count * observationSize);
    for (let filled = 0; filled < observations.length; ) {
      for (let step = 0; step < stepsApart; step++) {
        environment.step(Int32Array.from({ length: numEnvironments }, () => rng.integer(numActions)));
      }
      const seen = environment.observations.subarray(0, observations.length - filled);
      observations.set(seen, filled);
      filled += seen.length;
    }
    return { observations, numActions };
  } finally {
    environment.close();
  }
}

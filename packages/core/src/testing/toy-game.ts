import type { EpisodeStart } from '../environment.js';
import type { Rng } from '../rng.js';

/** One game: a pure function of its seed and actions. */
export interface ToyGame {
  readonly numActions: number;
  /** What the environment says of the episode's start; the seed itself and no no-ops when absent. */
  readonly start?: Pick<EpisodeStart, 'aleSeed' | 'noops'>;
  /** Draws the present picture into uint8[84, 84], which is black. */
  draw(frame: Uint8Array): void;
  act(action: number): {
    readonly reward: number;
    readonly terminated?: boolean;
    readonly truncated?: boolean;
    readonly lifeLost?: boolean;
  };
}

/** @param rng Of the seed. */
export type StartGame = (rng: Rng, seed: number) => ToyGame;

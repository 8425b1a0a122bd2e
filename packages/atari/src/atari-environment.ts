/** One game in Gymnasium's shape: `reset` gives `[observation, info]`, `step` the five of Gymnasium's API. */
import type { PreprocessingOptions } from '@a2pd/ale';
import { type EpisodeStart, expectationError, observationShape } from '@a2pd/core';
import { AtariVectorEnvironment } from './atari-vector-environment.js';
import type { PresetName } from './presets.js';
import { checkSeed } from './seeds.js';
import type { Box, Discrete } from './spaces.js';

export interface AtariOptions {
  /** In snake case, e.g. `bank_heist`. */
  readonly game: string;
  /** Default `rainbow`, the paper's. */
  readonly preset?: PresetName | undefined;
  /** Replaces single values of the preset. */
  readonly overrides?: Partial<PreprocessingOptions> | undefined;
}

export interface AtariInfo {
  readonly lives: number;
  /** A life was lost in this step and the game goes on. */
  readonly lifeLost: boolean;
  /** Frames since the reset, no-ops excluded. */
  readonly episodeFrames: number;
  readonly episodeStart: EpisodeStart;
}

/** Observation uint8[4, 84, 84], raw reward, terminated, truncated, info. */
export type AtariStep = [
  observation: Uint8Array,
  reward: number,
  terminated: boolean,
  truncated: boolean,
  info: AtariInfo,
];

export class AtariEnvironment {
  readonly game: string;
  readonly actionSpace: Discrete;
  readonly observationSpace: Box = { kind: 'box', shape: observationShape, dtype: 'uint8', low: 0, high: 255 };
  readonly #vector: AtariVectorEnvironment;
  readonly #action = new Int32Array(1);

  constructor(options: AtariOptions) {
    this.#vector = new AtariVectorEnvironment({ ...options, numEnvironments: 1, autoresetMode: 'disabled' });
    this.game = this.#vector.game;
    this.actionSpace = { kind: 'discrete', n: this.#vector.numActions };
  }

  /** With a seed, the episode depends on it and the actions alone; without, it is the next one of the last seed. */
  reset({ seed }: { readonly seed?: number } = {}): [observation: Uint8Array, info: AtariInfo] {
    const observations = this.#vector.reset(seed === undefined ? {} : { seed: [checkSeed(seed)] });
    const { lives } = this.#vector.lastStep;
    const episodeStart = this.#vector.episodeStarts[0]!;
    return [observations.slice(), { lives: lives[0]!, lifeLost: false, episodeFrames: 0, episodeStart }];
  }

  /** Repeats an action of `actionSpace` for the preset's frame skip. The observation is the caller's. */
  step(action: number): AtariStep {
    if (!Number.isInteger(action) || action < 0 || action >= this.actionSpace.n) {
      throw expectationError('ILLEGAL_ACTION', `action in [0, ${this.actionSpace.n})`, action, 'use actionSpace.n');
    }
    this.#action[0] = action;
    const step = this.#vector.step(this.#action);
    const info = {
      lives: step.lives[0]!,
      lifeLost: step.lifeLost[0] === 1,
      episodeFrames: step.episodeFrames[0]!,
      episodeStart: this.#vector.episodeStarts[0]!,
    };
    return [step.observations.slice(), step.rewards[0]!, step.terminated[0] === 1, step.truncated[0] === 1, info];
  }

  /** The raw screen, uint8[screenHeight, 160, 3]. */
  screenRgb(into?: Uint8Array): Uint8Array {
    return this.#vector.screenRgb(0, into);
  }

  /** uint8[128]. */
  ram(into?: Uint8Array): Uint8Array {
    return this.#vector.ram(0, into);
  }

  close(): void {
    this.#vector.close();
  }
}

/** Tiny games behind the full VectorEnvironment contract, in every autoreset mode, for tests of learning. */
import {
  type AutoresetMode,
  blankStep,
  type EpisodeStart,
  frameSize,
  IDLE,
  observationSize,
  type ResetOptions,
  Rng,
  type VectorEnvironment,
  type VectorStep,
} from '@a2pd/core';

/** One game: a pure function of its seed and actions. */
export interface ToyGame {
  readonly numActions: number;
  /** Draws the present picture into uint8[84, 84], which is black. */
  draw(frame: Uint8Array): void;
  act(action: number): { reward: number; terminated?: boolean; truncated?: boolean; lifeLost?: boolean };
}

export type StartGame = (rng: Rng) => ToyGame;

export class ToyEnvironment implements VectorEnvironment {
  readonly numActions: number;
  readonly frameSkip = 4;
  readonly observations: Uint8Array;
  readonly episodeStarts: EpisodeStart[];
  readonly #games: ToyGame[];
  readonly #isOver: boolean[];
  readonly #automaticSeeds = new Rng(0);
  #awaited: Int32Array | undefined;

  constructor(
    readonly start: StartGame,
    readonly numEnvironments: number,
    readonly autoresetMode: AutoresetMode,
  ) {
    this.observations = new Uint8Array(numEnvironments * observationSize);
    this.episodeStarts = Array.from({ length: numEnvironments }, () => ({ seed: 0, aleSeed: 0, noops: 0 }));
    this.#games = this.episodeStarts.map(() => start(new Rng(0)));
    this.#isOver = this.episodeStarts.map(() => false);
    this.numActions = this.#games[0]!.numActions;
  }

  reset({ seed, indices }: ResetOptions = {}): Uint8Array {
    const which = indices ?? this.episodeStarts.map((_, i) => i);
    for (const [k, i] of which.entries()) this.#begin(i, typeof seed === 'number' ? seed + i : (seed?.[k] ?? 0));
    return this.observations;
  }

  step(actions: Int32Array): VectorStep {
    const n = this.numEnvironments;
    const finalObservations = this.autoresetMode === 'same-step' ? new Uint8Array(this.observations.length) : undefined;
    const step = { ...blankStep(this.observations), finalObservations };
    for (let i = 0; i < n; i++) {
      if (actions[i] === IDLE) continue;
      if (this.#isOver[i]) {
        this.#begin(i, this.#automaticSeeds.seed());
        step.wasReset[i] = 1;
        continue;
      }
      const result = this.#games[i]!.act(actions[i]!);
      this.#show(i, false);
      step.rewards[i] = result.reward;
      step.terminated[i] = result.terminated ? 1 : 0;
      step.truncated[i] = result.truncated ? 1 : 0;
      step.lifeLost[i] = result.lifeLost ? 1 : 0;
      this.#isOver[i] = step.terminated[i] === 1 || step.truncated[i] === 1;
      if (!this.#isOver[i] || !finalObservations) continue;
      finalObservations.set(this.#observation(i), i * observationSize);
      this.#begin(i, this.#automaticSeeds.seed());
    }
    return step;
  }

  stepAsync(actions: Int32Array): void {
    this.#awaited = actions.slice();
  }

  stepWait(): VectorStep {
    return this.step(this.#awaited!);
  }

  close(): void {}

  #begin(i: number, seed: number): void {
    this.#games[i] = this.start(new Rng(seed));
    this.#isOver[i] = false;
    this.episodeStarts[i] = { seed, aleSeed: seed, noops: 0 };
    this.#show(i, true);
  }

  #show(i: number, isFirst: boolean): void {
    const observation = this.#observation(i);
    if (isFirst) observation.fill(0);
    observation.copyWithin(0, frameSize);
    const newest = observation.subarray(observationSize - frameSize).fill(0);
    this.#games[i]!.draw(newest);
  }

  #observation(i: number): Uint8Array {
    return this.observations.subarray(i * observationSize, (i + 1) * observationSize);
  }
}

/** One decision: a bright column shows which of three actions pays 1. */
export const bandit: StartGame = (rng) => {
  const paying = rng.integer(3);
  return {
    numActions: 3,
    draw: (frame) => drawCell(frame, 3, 3 * paying),
    act: (action) => ({ reward: action === paying ? 1 : 0, terminated: true }),
  };
};

/** A ball falls through a 7x7 grid; the paddle at the bottom (left, stay, right) catches it for 1 or misses it for -1. */
export const catchBall: StartGame = (rng) => {
  const column = rng.integer(7);
  let row = 0;
  let paddle = 3;
  return {
    numActions: 3,
    draw: (frame) => {
      drawCell(frame, row, column);
      drawCell(frame, 6, paddle);
    },
    act: (action) => {
      paddle = Math.max(0, Math.min(6, paddle + action - 1));
      row++;
      if (row < 6) return { reward: 0 };
      return { reward: paddle === column ? 1 : -1, terminated: true };
    },
  };
};

function drawCell(frame: Uint8Array, row: number, column: number): void {
  for (let y = 12 * row; y < 12 * row + 12; y++) frame.fill(255, 84 * y + 12 * column, 84 * y + 12 * column + 12);
}

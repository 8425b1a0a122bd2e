/**
 * A tiny game for tests, in the shape of Atari: a bright block appears in one of three columns of a dark screen, and the
 * right action names the column. Episodes have lengths drawn from their seeds; everything is a function of the seed.
 */
import {
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
import { type Tensor, tf } from '@a2pd/tensor';
import type { Teacher } from '../data/teacher.js';

const numColumns = 3;
const side = 84;
const columnWidth = side / numColumns;

interface Game {
  rng: Rng;
  column: number;
  stepsLeft: number;
  isOver: boolean;
}

/** Autoreset `disabled`. */
export class ExampleEnvironment implements VectorEnvironment {
  readonly numEnvironments: number;
  readonly numActions = numColumns;
  readonly autoresetMode = 'disabled';
  readonly frameSkip = 4;
  readonly observations: Uint8Array;
  readonly episodeStarts: EpisodeStart[] = [];
  readonly #games: Game[] = [];
  readonly #step: VectorStep;

  constructor(numEnvironments: number) {
    this.numEnvironments = numEnvironments;
    this.observations = new Uint8Array(numEnvironments * observationSize);
    this.#step = blankStep(this.observations);
  }

  /** Episode for episode a function of the seed alone, as ALE's. */
  reset({ seed = 0, indices }: ResetOptions = {}): Uint8Array {
    const which = indices ?? Array.from({ length: this.numEnvironments }, (_, index) => index);
    for (const [position, index] of which.entries()) {
      this.#begin(index, typeof seed === 'number' ? seed * 1000 + index : seed[position]!);
    }
    return this.observations;
  }

  step(actions: Int32Array): VectorStep {
    const step = this.#step;
    for (const [index, action] of actions.entries()) {
      const game = this.#games[index]!;
      step.rewards[index] = action === game.column ? 1 : 0;
      if (action !== IDLE) this.#advance(index);
      step.terminated[index] = game.isOver ? 1 : 0;
    }
    return step;
  }

  stepAsync(actions: Int32Array): void {
    this.step(actions);
  }

  stepWait(): VectorStep {
    return this.#step;
  }

  close(): void {}

  #begin(index: number, seed: number): void {
    const rng = new Rng(seed);
    this.#games[index] = { rng, column: 0, stepsLeft: 5 + rng.integer(40), isOver: false };
    this.episodeStarts[index] = { seed, aleSeed: rng.seed(), noops: rng.integer(30) };
    this.observations.fill(0, index * observationSize, (index + 1) * observationSize);
    this.#draw(index);
  }

  #advance(index: number): void {
    const game = this.#games[index]!;
    const start = index * observationSize;
    this.observations.copyWithin(start, start + frameSize, start + observationSize);
    this.#draw(index);
    game.stepsLeft--;
    game.isOver = game.stepsLeft === 0;
  }

  /** Column 0 is twice as frequent as each other. */
  #draw(index: number): void {
    const { rng } = this.#games[index]!;
    const column = Math.max(0, rng.integer(numColumns + 1) - 1);
    this.#games[index]!.column = column;
    const brightness = 150 + rng.integer(100);
    const newest = this.observations.subarray((index + 1) * observationSize - frameSize, (index + 1) * observationSize);
    newest.fill(20);
    for (let row = 20; row < 60; row++) {
      newest.fill(brightness, row * side + column * columnWidth, row * side + (column + 1) * columnWidth);
    }
  }
}

/** Plays the example perfectly: Q is 10 times the mean brightness of each column of the newest frame. */
export const exampleTeacher: Teacher = {
  name: 'example teacher',
  numActions: numColumns,
  qValues(input: Tensor): Tensor {
    const numObservations = input.shape[0]!;
    const newest = tf.slice(input, [0, 0, 0, 3], [numObservations, side, side, 1]);
    const columns = tf.reshape(newest, [numObservations, side, numColumns, columnWidth]);
    return tf.mul(tf.mean(columns, [1, 3]), 10);
  },
};

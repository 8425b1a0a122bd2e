/**
 * A game whose proofs are known in closed form: the newest frame is as bright as the script says, and the action that names its
 * half of the range, dark or bright, earns what the script pays. The other one earns nothing, or pays the same as a fine.
 */

import type { ReluModel } from '@a2pd/bounds';
import type { VectorEnvironment, VectorStep } from '@a2pd/core';
import { blankStep, type EpisodeStart, frameSize, IDLE, observationSize, type ResetOptions } from '@a2pd/core';
import { type Tensor, tf } from '@a2pd/tensor';

export interface LampStep {
  /** Brightness of the newest frame, in [0, 255]. */
  readonly level: number;
  readonly pays: number;
  /** What the wrong action pays; 0 when absent. */
  readonly costs?: number;
}

/** A seed is the index of a script. Autoreset `disabled`. */
export class LampGame implements VectorEnvironment {
  readonly numEnvironments: number;
  readonly numActions = 2;
  readonly autoresetMode = 'disabled';
  readonly frameSkip = 4;
  readonly observations: Uint8Array;
  episodeStarts: EpisodeStart[] = [];
  readonly #places: number[] = [];
  readonly #step: VectorStep;

  constructor(readonly scripts: readonly (readonly LampStep[])[]) {
    const n = scripts.length;
    this.numEnvironments = n;
    this.observations = new Uint8Array(n * observationSize);
    this.#step = blankStep(this.observations);
  }

  reset({ seed }: ResetOptions = {}): Uint8Array {
    const seeds = seed as readonly number[];
    this.episodeStarts = seeds.map((own) => ({ seed: own, aleSeed: own + 100, noops: 0 }));
    for (const array of [this.observations, this.#step.terminated, this.#step.episodeFrames]) array.fill(0);
    seeds.forEach((_, index) => {
      this.#places[index] = 0;
      this.#show(index);
    });
    return this.observations;
  }

  step(actions: Int32Array): VectorStep {
    this.#step.rewards.fill(0);
    for (const [index, action] of actions.entries()) {
      if (action === IDLE) continue;
      const { level, pays, costs = 0 } = this.#now(index)!;
      this.#step.rewards[index] = action === Number(level >= 128) ? pays : costs;
      this.#step.episodeFrames[index]! += this.frameSkip;
      this.#places[index]! += 1;
      if (this.#now(index)) this.#show(index);
      else this.#step.terminated[index] = 1;
    }
    return this.#step;
  }

  stepAsync(actions: Int32Array): void {
    this.step(actions);
  }

  stepWait(): VectorStep {
    return this.#step;
  }

  close(): void {}

  #now(index: number): LampStep | undefined {
    return this.scripts[this.episodeStarts[index]!.seed]![this.#places[index]!];
  }

  #show(index: number): void {
    const stack = this.observations.subarray(index * observationSize, (index + 1) * observationSize);
    stack.copyWithin(0, frameSize);
    stack.subarray(3 * frameSize).fill(this.#now(index)!.level);
  }
}

/**
 * Bright or dark by the mean of the newest frame: a state of level l is safe within |l / 255 - 1/2| and no further.
 * @returns a model that the caller disposes of
 */
export function lampPolicy(): ReluModel & { dispose(): void } {
  const weight = Float32Array.from({ length: observationSize * 2 }, (_, i) => {
    const isNewest = (i >> 1) % 4 === 3;
    return isNewest && i % 2 === 1 ? 8 / frameSize : 0;
  });
  const kernel = tf.tensor2d(weight, [observationSize, 2]);
  const bias = tf.tensor1d([0, -4]);
  return {
    name: 'lamp policy',
    numActions: 2,
    layers: () => [{ kernel, bias }],
    logits: (input: Tensor) => tf.add(tf.matMul(tf.reshape(input, [-1, observationSize]), kernel), bias),
    dispose: () => tf.dispose([kernel, bias]),
  };
}

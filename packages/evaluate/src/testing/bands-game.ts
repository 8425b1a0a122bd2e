/**
 * A tiny game for this package's tests: the newest frame has three bands, one a little brighter, and the action of that
 * band scores 1. How much brighter decides which perturbations can change a linear policy's mind, in closed form.
 */
import {
  A2pdError,
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
import { type Model, type Tensor, tf } from '@a2pd/tensor';

export const numActions = 3;
export const dimLevel = 100;
export const brightLevel = 110;
const frameSide = 84;
const bandWidth = frameSide / numActions;

export class BandsGame implements VectorEnvironment {
  readonly numActions = numActions;
  readonly autoresetMode = 'disabled';
  readonly frameSkip = 4;
  readonly observations: Uint8Array;
  readonly #episodes: (Episode | undefined)[];
  readonly #step: VectorStep;

  constructor(readonly numEnvironments: number) {
    const n = numEnvironments;
    this.observations = new Uint8Array(n * observationSize);
    this.#episodes = new Array<Episode | undefined>(n).fill(undefined);
    this.#step = blankStep(this.observations);
  }

  get episodeStarts(): readonly EpisodeStart[] {
    return this.#episodes.map((episode) => ({ seed: episode?.seed ?? 0, aleSeed: (episode?.seed ?? 0) + 7, noops: 2 }));
  }

  reset({ seed, indices = [...this.#episodes.keys()] }: ResetOptions = {}): Uint8Array {
    indices.forEach((index, i) => {
      this.#episodes[index] = new Episode(Array.isArray(seed) ? seed[i]! : Number(seed));
      this.#step.terminated[index] = 0;
      this.#step.truncated[index] = 0;
      this.#step.episodeFrames[index] = 0;
      this.observations.fill(0, index * observationSize, (index + 1) * observationSize);
      this.#show(index);
    });
    return this.observations;
  }

  step(actions: Int32Array): VectorStep {
    actions.forEach((action, index) => {
      const episode = this.#episodes[index];
      this.#step.rewards[index] = 0;
      if (action === IDLE || !episode) return;
      if (episode.isOver) throw new A2pdError('ILLEGAL_ACTION', 'Expected IDLE for a finished environment');
      this.#step.rewards[index] = episode.play(action);
      this.#step.episodeFrames[index]! += this.frameSkip;
      if (episode.isOver) (episode.seed % 2 === 0 ? this.#step.terminated : this.#step.truncated)[index] = 1;
      this.#show(index);
    });
    return this.#step;
  }

  stepAsync(actions: Int32Array): void {
    this.step(actions);
  }

  stepWait(): VectorStep {
    return this.#step;
  }

  close(): void {}

  #show(index: number): void {
    const stack = this.observations.subarray(index * observationSize, (index + 1) * observationSize);
    stack.copyWithin(0, frameSize);
    for (let i = 0; i < frameSize; i++) {
      stack[3 * frameSize + i] = bandOf(i) === this.#episodes[index]!.target ? brightLevel : dimLevel;
    }
  }
}

/** Lasts 4 to 8 steps, by its seed. */
class Episode {
  readonly #rng: Rng;
  #stepsLeft: number;
  target: number;

  constructor(readonly seed: number) {
    this.#rng = new Rng(seed + 1_000_000);
    this.#stepsLeft = episodeSteps(seed);
    this.target = this.#rng.integer(numActions);
  }

  get isOver(): boolean {
    return this.#stepsLeft === 0;
  }

  play(action: number): number {
    const reward = action === this.target ? 1 : 0;
    this.#stepsLeft -= 1;
    this.target = this.#rng.integer(numActions);
    return reward;
  }
}

export function episodeSteps(seed: number): number {
  return 4 + (seed % 5);
}

/** Scores a band by its mean brightness in the newest frame; older frames count by `olderWeight`. */
export function bandsModel({ name = 'bands', scale = 100, olderWeight = 0, shift = 0 } = {}): Model {
  const kernel = tf.tensor2d(bandsKernel({ scale, olderWeight, shift }), [observationSize, numActions]);
  return {
    name,
    numActions,
    logits: (input: Tensor) => tf.matMul(tf.reshape(input, [-1, observationSize]), kernel),
    dispose: () => kernel.dispose(),
  };
}

/** float32[84 * 84 * 4, 3]: the linear policy itself, for hand computation. `shift` names band 0 action `shift`. */
export function bandsKernel({ scale = 100, olderWeight = 0, shift = 0 } = {}): Float32Array {
  const kernel = new Float32Array(observationSize * numActions);
  for (let i = 0; i < frameSize; i++) {
    const action = (bandOf(i) + shift) % numActions;
    for (let frame = 0; frame < 4; frame++) {
      const weight = (frame === 3 ? 1 : olderWeight) * (scale / (frameSize / numActions));
      kernel[(i * 4 + frame) * numActions + action] = weight;
    }
  }
  return kernel;
}

function bandOf(pixel: number): number {
  return Math.floor((pixel % frameSide) / bandWidth);
}

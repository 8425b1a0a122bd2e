/**
 * A tiny game for this package's tests: the newest frame has three bands, one a little brighter, and the action of that
 * band scores 1. How much brighter decides which perturbations can change a linear policy's mind, in closed form.
 */
import { type AutoresetMode, frameSize, observationSize, Rng } from '@a2pd/core';
import { type StartGame, ToyEnvironment } from '@a2pd/core/testing';
import { type Model, type Tensor, tf } from '@a2pd/tensor';

export const numActions = 3;
export const dimLevel = 100;
export const brightLevel = 110;
const frameSide = 84;
const bandWidth = frameSide / numActions;

/** Lasts 4 to 8 steps, by its seed; odd seeds end in truncation. */
const bands: StartGame = (_, seed) => {
  const rng = new Rng(seed + 1_000_000);
  let stepsLeft = episodeSteps(seed);
  let target = rng.integer(numActions);
  return {
    numActions,
    start: { aleSeed: seed + 7, noops: 2 },
    draw(frame) {
      for (let pixel = 0; pixel < frameSize; pixel++) frame[pixel] = bandOf(pixel) === target ? brightLevel : dimLevel;
    },
    act(action) {
      const reward = action === target ? 1 : 0;
      target = rng.integer(numActions);
      stepsLeft--;
      const isOver = stepsLeft === 0;
      return { reward, terminated: isOver && seed % 2 === 0, truncated: isOver && seed % 2 === 1 };
    },
  };
};

export class BandsGame extends ToyEnvironment {
  constructor(numEnvironments: number, autoresetMode: AutoresetMode = 'disabled') {
    super(bands, numEnvironments, autoresetMode);
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

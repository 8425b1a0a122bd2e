/** Small models for tests: large enough to be attacked, small enough to be checked by hand. */
import { Rng } from '@a2pd/core';
import {
  conv2d,
  dense,
  type HostTensors,
  heUniform,
  type Model,
  Parameters,
  relu,
  type Tensor,
  tf,
} from '@a2pd/tensor';

/** Pixels of the observations that these models see: [6, 6, 2]. */
export const exampleShape = [6, 6, 2] as const;
const numPixels = 72;

/** logits = W·x, so that every optimal attack is known in closed form. `kernel` is [72, A], row by row. */
export function linearModel(kernel: Float32Array): Model {
  const numActions = kernel.length / numPixels;
  return modelOf('linear model', numActions, {
    'logits/kernel': { shape: [numPixels, numActions], data: kernel },
    'logits/bias': { shape: [numActions], data: new Float32Array(numActions) },
  });
}

/** Two layers with random weights from `seed`. */
export function randomModel(seed: number, numActions = 4, hiddenUnits = 24): Model {
  const rng = new Rng(seed);
  return modelOf('random model', numActions, {
    'hidden/kernel': { shape: [numPixels, hiddenUnits], data: uniform(rng, numPixels * hiddenUnits, 0.5) },
    'hidden/bias': { shape: [hiddenUnits], data: uniform(rng, hiddenUnits, 0.1) },
    'logits/kernel': { shape: [hiddenUnits, numActions], data: uniform(rng, hiddenUnits * numActions, 0.5) },
    'logits/bias': { shape: [numActions], data: uniform(rng, numActions, 0.1) },
  });
}

/** float32[84, 84, 4], what Nature-DQN sees. */
export const natureShape = [84, 84, 4] as const;

/** Nature-DQN (Mnih et al. 2015), a fraction as wide, with random weights from `seed`; and those weights. */
export function natureModel(seed: number, numActions: number): { model: Model; weights: HostTensors } {
  const rng = new Rng(seed);
  const shapes = {
    ...{ conv1: [8, 8, 4, 16], conv2: [4, 4, 16, 16], conv3: [3, 3, 16, 16] },
    ...{ hidden: [7 * 7 * 16, 64], logits: [64, numActions] },
  };
  const weights: HostTensors = Object.fromEntries(
    Object.entries(shapes).flatMap(([name, shape]) => [
      [`${name}/kernel`, heUniform(shape, rng)],
      [`${name}/bias`, { shape: shape.slice(-1), data: uniform(rng, shape.at(-1)!, 0.1) }],
    ]),
  );
  const parameters = new Parameters(weights);
  const model: Model = {
    name: 'random Nature-DQN',
    numActions,
    logits(input) {
      const of = parameters.read();
      let features = input;
      for (const [name, stride] of [['conv1', 4] as const, ['conv2', 2] as const, ['conv3', 1] as const]) {
        features = relu(conv2d(features, of[`${name}/kernel`]!, of[`${name}/bias`]!, stride));
      }
      const flat = tf.reshape(features, [input.shape[0]!, 7 * 7 * 16]);
      const hidden = relu(dense(flat, of['hidden/kernel']!, of['hidden/bias']!));
      return dense(hidden, of['logits/kernel']!, of['logits/bias']!);
    },
    dispose: () => parameters.dispose(),
  };
  return { model, weights };
}

function uniform(rng: Rng, size: number, limit: number): Float32Array {
  return Float32Array.from({ length: size }, () => (2 * rng.uniform() - 1) * limit);
}

function modelOf(name: string, numActions: number, weights: HostTensors): Model {
  const parameters = new Parameters(weights);
  return {
    name,
    numActions,
    logits(input: Tensor) {
      const read = parameters.read();
      let features: Tensor = tf.reshape(input, [input.shape[0]!, numPixels]);
      if (read['hidden/kernel']) features = relu(dense(features, read['hidden/kernel'], read['hidden/bias']!));
      return dense(features, read['logits/kernel']!, read['logits/bias']!);
    },
    dispose: () => parameters.dispose(),
  };
}

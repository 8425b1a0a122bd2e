/** Small models for tests: large enough to be attacked, small enough to be checked by hand. */
import { Rng } from '@a2pd/core';
import { dense, type HostTensors, type Model, Parameters, relu, type Tensor, tf } from '@a2pd/tensor';

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
  const uniform = (size: number, limit: number) =>
    Float32Array.from({ length: size }, () => (2 * rng.uniform() - 1) * limit);
  return modelOf('random model', numActions, {
    'hidden/kernel': { shape: [numPixels, hiddenUnits], data: uniform(numPixels * hiddenUnits, 0.5) },
    'hidden/bias': { shape: [hiddenUnits], data: uniform(hiddenUnits, 0.1) },
    'logits/kernel': { shape: [hiddenUnits, numActions], data: uniform(hiddenUnits * numActions, 0.5) },
    'logits/bias': { shape: [numActions], data: uniform(numActions, 0.1) },
  });
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

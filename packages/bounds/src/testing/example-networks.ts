/** Random ReLU networks for tests: the student's shape in small, on whole observations. */
import { Rng } from '@a2pd/core';
import { conv2d, dense, type HostTensors, Parameters, relu, type Tensor, tf } from '@a2pd/tensor';
import type { ReluModel } from '../network.js';

const strides: Readonly<Record<string, number>> = { first: 8, second: 2 };

export interface ExampleNetwork extends ReluModel {
  dispose(): void;
}

/** 84 -> 10 -> 4 pixels a side, then one hidden layer and the logits; weights are uniform, drawn from `seed`. */
export function exampleNetwork(seed: number, { numActions = 4, scale = 1 } = {}): ExampleNetwork {
  const rng = new Rng(seed);
  const uniform = (shape: number[]) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    const limit = scale * Math.sqrt(6 / (size / shape.at(-1)!));
    return { shape, data: Float32Array.from({ length: size }, () => (2 * rng.uniform() - 1) * limit) };
  };
  const weights: HostTensors = {
    ...{ 'first/kernel': uniform([8, 8, 4, 6]), 'first/bias': uniform([6]) },
    ...{ 'second/kernel': uniform([3, 3, 6, 8]), 'second/bias': uniform([8]) },
    ...{ 'hidden/kernel': uniform([128, 24]), 'hidden/bias': uniform([24]) },
    ...{ 'logits/kernel': uniform([24, numActions]), 'logits/bias': uniform([numActions]) },
  };
  const parameters = new Parameters(weights);
  const layers = () => {
    const read = parameters.read();
    return ['first', 'second', 'hidden', 'logits'].map((name) => ({
      kernel: read[`${name}/kernel`]!,
      bias: read[`${name}/bias`]!,
      ...(strides[name] ? { stride: strides[name] } : {}),
    }));
  };
  return {
    name: `random network ${seed}`,
    numActions,
    layers,
    logits(input: Tensor) {
      const [first, second, hidden, last] = layers();
      let image = relu(conv2d(input, first!.kernel, first!.bias, 8));
      image = relu(conv2d(image, second!.kernel, second!.bias, 2));
      const features = relu(dense(tf.reshape(image, [input.shape[0]!, -1]), hidden!.kernel, hidden!.bias));
      return dense(features, last!.kernel, last!.bias);
    },
    dispose: () => parameters.dispose(),
  };
}

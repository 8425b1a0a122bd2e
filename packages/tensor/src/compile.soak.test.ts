/** What a long training does to memory: nothing, after it has warmed up. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { observationSize, Rng } from '@a2pd/core';
import { expect, it } from 'vitest';
import {
  Adam,
  clipByGlobalNorm,
  compile,
  conv2d,
  dense,
  heUniform,
  numTensors,
  Parameters,
  pixels,
  pixelsToInput,
  relu,
  type Tensor,
  tf,
  valueAndGradients,
} from './index.js';

const warmUpSteps = 1_000;
const steps = 10_000;
const batchSize = 8;
const allowedGrowthBytes = 30e6;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function residentBytes(): number {
  collectGarbage();
  return process.memoryUsage().rss;
}

it(`keeps tensors constant and memory flat over ${steps} compiled training steps`, () => {
  const rng = new Rng(1);
  const bias = (size: number) => ({ shape: [size], data: new Float32Array(size) });
  const parameters = new Parameters({
    filter: heUniform([8, 8, 4, 4], rng),
    filterBias: bias(4),
    kernel: heUniform([1600, 6], rng),
    bias: bias(6),
  });
  const adam = new Adam(parameters, { learningRate: 1e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-4 });
  const step = compile('soak', (observations: Tensor) => {
    const input = pixelsToInput(observations);
    const { value, gradients } = valueAndGradients((w) => {
      const features = relu(conv2d(input, w.filter!, w.filterBias!, 4));
      return tf.mean(tf.square(dense(tf.reshape(features, [batchSize, 1600]), w.kernel!, w.bias!)));
    }, parameters.read());
    adam.apply(clipByGlobalNorm(gradients, 10).gradients);
    return value;
  });
  const bytes = Uint8Array.from({ length: batchSize * observationSize }, () => rng.integer(256));
  const train = (count: number) => {
    for (let i = 0; i < count; i++) {
      const observations = pixels(bytes, batchSize);
      tf.dispose([step(observations), observations]);
    }
  };
  train(warmUpSteps);
  const before = { tensors: numTensors(), residentBytes: residentBytes() };
  train(steps);
  expect(numTensors()).toBe(before.tensors);
  expect(residentBytes() - before.residentBytes).toBeLessThan(allowedGrowthBytes);
});

it('frees recordings and variables that are made and disposed of again and again', () => {
  const churn = (count: number) => {
    for (let i = 0; i < count; i++) {
      const parameters = new Parameters({ w: { shape: [1000, 100], data: new Float32Array(100_000) } });
      const read = compile('read', (x: Tensor) => tf.sum(tf.mul(parameters.read().w!, x)));
      const x = tf.scalar(i);
      for (const owner of [read(x), x, read, parameters]) owner.dispose();
    }
  };
  churn(200);
  const before = { tensors: numTensors(), residentBytes: residentBytes() };
  churn(1_000);
  expect(numTensors()).toBe(before.tensors);
  // The variables took 400 MB altogether.
  expect(residentBytes() - before.residentBytes).toBeLessThan(2 * allowedGrowthBytes);
});

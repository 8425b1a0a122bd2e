import { Rng } from '@a2pd/core';
import { expect, it } from 'vitest';
import {
  compile,
  conv2d,
  dense,
  hasBfloat16,
  heUniform,
  Parameters,
  type Precision,
  relu,
  type Tensor,
  tf,
  valueAndGradients,
  type Weights,
} from './index.js';

const rng = new Rng(3);
const parameters = new Parameters({
  'conv/kernel': heUniform([4, 4, 4, 8], rng),
  'conv/bias': { shape: [8], data: new Float32Array(8).fill(0.05) },
  'dense/kernel': heUniform([9 * 9 * 8, 6], rng),
  'dense/bias': { shape: [6], data: new Float32Array(6).fill(-0.02) },
});
const images = heUniform([16, 20, 20, 4], rng);

function logits(weights: Weights, input: Tensor): Tensor {
  const features = relu(conv2d(input, weights['conv/kernel']!, weights['conv/bias']!, 2));
  return dense(tf.reshape(features, [16, -1]), weights['dense/kernel']!, weights['dense/bias']!);
}

/** A loss and its gradients, one after the other. */
function step(precision: Precision): Float32Array {
  const compiled = compile(
    `test/${precision}`,
    (input: Tensor) => {
      const weights = parameters.read();
      const loss = (given: Weights) => tf.mean(tf.square(logits(given, input)));
      const { value, gradients } = valueAndGradients((given) => loss(given), weights);
      return tf.concat([tf.reshape(value, [1]), ...Object.values(gradients).map((each) => tf.reshape(each, [-1]))]);
    },
    { precision },
  );
  const input = tf.tensor(images.data, [...images.shape]);
  const result = compiled(input);
  const values = result.dataSync<'float32'>();
  tf.dispose([input, result]);
  compiled.dispose();
  return values;
}

it.runIf(hasBfloat16())('bfloat16 rounds products to 8 bits and leaves the rest alone', () => {
  const exact = step('float32');
  const mixed = step('mixed-bfloat16');
  expect(mixed).not.toEqual(exact);
  const largest = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // 2^-8 is one rounding; a gradient goes through some six of them.
  for (const [i, value] of mixed.entries()) expect(Math.abs(value - exact[i]!)).toBeLessThan(6 * 2 ** -8 * largest);
  expect(step('mixed-bfloat16')).toEqual(mixed);
});

it.skipIf(hasBfloat16())('a processor without bfloat16 is told so', () => {
  expect(() => step('mixed-bfloat16')).toThrow('Expected a processor with products in bfloat16');
});

import { tf } from '@a2pd/tensor';
import { expect, it } from 'vitest';
import { largestSum } from './largest-sum.js';

it('goes through convolutions, flattening and layers that are computed in parts', () => {
  tf.tidy(() => {
    // Patches of 2 x 2 pixels of one channel: 4 + 1 and 0.8 + 2 at most.
    const convolution = {
      kernel: tf.tile(tf.tensor4d([1, -0.2], [1, 1, 1, 2]), [2, 2, 1, 1]),
      bias: tf.tensor1d([-1, 2]),
      stride: 1,
    };
    expect(largestSum([convolution])).toBeCloseTo(5, 5);
    // Two pixels, of which each channel weighs otherwise: 2 (5 + 10 · 2.8).
    const dense = { kernel: tf.tensor2d([1, 10, -1, -10], [4, 1]), bias: tf.tensor1d([0]) };
    expect(largestSum([convolution, dense])).toBeCloseTo(66, 4);
    const parts = { kernelSize: tf.fill([4, 1], 100), biasSize: tf.tensor1d([3]), terms: 9 };
    expect(largestSum([convolution, { ...dense, parts }])).toBeCloseTo(2 * 780 + 3, 2);
  });
});

it('is infinite where float32 has no number for it, whatever comes after', () => {
  tf.tidy(() => {
    const first = { kernel: tf.fill([4, 1], 3e38), bias: tf.tensor1d([0]) };
    expect(largestSum([first, { kernel: tf.zeros([1, 1]), bias: tf.tensor1d([1]) }])).toBe(Number.POSITIVE_INFINITY);
  });
});

import { describe, expect, it } from 'vitest';
import { compile, conv2d, conv2dTranspose, imagePatches, type Tensor, type Tensor4D, takeRows, tf } from '../index.js';

const random = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, 'float32', seed);
const dot = (a: Tensor, b: Tensor) => tf.sum(tf.mul(a, b)).dataSync()[0]!;

describe('conv2dTranspose', () => {
  // The last two leave pixels at the edge that no filter sees.
  it.each([
    [8, 4, 2],
    [6, 3, 1],
    [9, 4, 2],
    [84, 5, 5],
  ])(
    'is the transpose of conv2d, <conv x, y> = <x, transpose y> (side %i, filter %i, stride %i)',
    (side, size, stride) => {
      const [x, filter] = [random([2, side, side, 3], 1), random([size, size, 3, 4], 2)];
      const image = conv2d(x, filter, tf.zeros([4]), stride);
      const y = random(image.shape, 3);
      const expected = dot(image, y);
      expect(Math.abs(dot(x, conv2dTranspose(y, filter, stride, [side, side, 3])) - expected)).toBeLessThan(
        1e-4 * (1 + Math.abs(expected)),
      );
    },
  );

  it('refuses shapes that do not fit', () => {
    const filter = random([3, 3, 2, 4], 1);
    const transpose = (shape: number[], channels: number) => () =>
      conv2dTranspose(random(shape, 2), filter, 1, [5, 5, channels]);
    expect(transpose([1, 3, 3, 4], 2)).not.toThrow();
    for (const wrong of [transpose([1, 4, 3, 4], 2), transpose([1, 3, 3, 5], 2), transpose([1, 3, 3, 4], 3)]) {
      expect(wrong).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    }
  });
});

it('imagePatches cuts out what a convolution sees', () => {
  const [x, filter] = [random([2, 9, 9, 3], 1) as Tensor4D, random([4, 4, 3, 5], 2)];
  const patches = compile('patches', (x: Tensor) => imagePatches(x as Tensor4D, 4, 2));
  const products = tf.matMul(patches(x) as never, tf.reshape(filter, [48, 5]) as never);
  const image = conv2d(x, filter, tf.zeros([5]), 2);
  expect(products.shape).toEqual([18, 5]);
  expect(tf.max(tf.abs(tf.sub(tf.reshape(image, [18, 5]), products))).dataSync()[0]).toBeLessThan(1e-5);
});

it('takeRows takes the rows that indices name, also when recorded', () => {
  const take = compile('take', takeRows);
  const rows = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
  for (const indices of [
    [
      [2, 0],
      [1, 1],
    ],
    [
      [0, 0],
      [2, 1],
    ],
  ]) {
    const taken = take(rows, tf.tensor2d(indices, [2, 2], 'int32'));
    expect(taken.arraySync()).toEqual(indices.map((line) => line.map((i) => [2 * i + 1, 2 * i + 2])));
  }
});

/** Networks of a few hundred weights, small enough for float64 references, central differences and enumeration. */
import { Rng } from '@a2pd/core';
import { conv2d, dense, relu, type Tensor, type Tensor4D, tf } from '@a2pd/tensor';
import { flat } from '../interval.js';
import type { AffineLayer, ReluModel } from '../network.js';
import { type Affine, type Box, convolutionMatrix, denseMatrix } from './reference.js';

/** Two convolutions of 9 x 9 x 2 images (the second of whose edge is not seen), a hidden layer and three logits. */
const shapes = [
  { kernel: [4, 4, 2, 3], stride: 2, side: 9 },
  { kernel: [2, 2, 3, 3], stride: 1, side: 3 },
  { kernel: [12, 5], side: 1 },
  { kernel: [5, 3], side: 1 },
] as const;

export const tinyInputShape = [9, 9, 2] as const;

/** Weights in the order kernel, bias of each layer; float32 values. */
export type TinyWeights = readonly Float64Array[];

export function tinyWeights(seed: number, scale = 1): Float64Array[] {
  const rng = new Rng(seed);
  return shapes.flatMap(({ kernel }) => {
    const size = kernel.reduce((product, extent) => product * extent, 1);
    const outputs = kernel.at(-1)!;
    const limit = scale * Math.sqrt(6 / (size / outputs));
    const uniform = (length: number, limit: number) =>
      Float64Array.from({ length }, () => Math.fround((2 * rng.uniform() - 1) * limit));
    return [uniform(size, limit), uniform(outputs, 0.3)];
  });
}

/** The layers as `ReluNetwork` has them, of weights given as tensors in the order of `tinyWeights`. */
export function tinyLayers(weights: readonly Tensor[]): AffineLayer[] {
  return shapes.map((shape, i) => ({
    kernel: weights[2 * i]!,
    bias: weights[2 * i + 1]!,
    ...('stride' in shape ? { stride: shape.stride } : {}),
  }));
}

/** @returns tensors that the caller disposes of */
export function tinyTensors(weights: TinyWeights): Tensor[] {
  return weights.map((values, i) => {
    const { kernel } = shapes[i >> 1]!;
    return tf.tensor(Float32Array.from(values), i % 2 === 0 ? [...kernel] : [kernel.at(-1)!]);
  });
}

export function tinyModel(tensors: readonly Tensor[]): ReluModel {
  return {
    name: 'tiny network',
    numActions: 3,
    layers: () => tinyLayers(tensors),
    logits(input: Tensor) {
      const [first, second, hidden, last] = tinyLayers(tensors);
      let image = relu(conv2d(input as Tensor4D, first!.kernel, first!.bias, 2));
      image = relu(conv2d(image, second!.kernel, second!.bias, 1));
      return dense(relu(dense(flat(image), hidden!.kernel, hidden!.bias)), last!.kernel, last!.bias);
    },
  };
}

export function tinyMatrices(weights: TinyWeights): Affine[] {
  return shapes.map((shape, i) => {
    const [kernel, bias] = [weights[2 * i]!, weights[2 * i + 1]!];
    if (!('stride' in shape)) return denseMatrix(kernel, bias);
    return convolutionMatrix(kernel, shape.kernel, bias, shape.stride, [shape.side, shape.side]);
  });
}

const pixels = tinyInputShape.reduce((product, extent) => product * extent, 1);

/** An image with some pixels at the ends of [0, 1], where the ball is cut off. */
export function tinyImage(seed: number): Float64Array {
  const rng = new Rng(seed);
  return Float64Array.from({ length: pixels }, () => Math.fround(Math.min(Math.max(1.4 * rng.uniform() - 0.2, 0), 1)));
}

/** As `pixelBox` makes it, whose reach is a little wider than epsilon. */
export function boxAround(image: Float64Array, epsilon: number): Box {
  const reach = Math.fround(epsilon) + 2 ** -22;
  return { lower: image.map((x) => Math.max(x - reach, 0)), upper: image.map((x) => Math.min(x + reach, 1)) };
}

/**
 * The student's network: Nature-DQN (Mnih et al. 2015), as a pure function of its weights. Kernels are HWIO and [in, out],
 * names are those of the weights file: conv1..3/{kernel,bias}, hidden/{kernel,bias}, logits/{kernel,bias}.
 */
import type { Rng } from '@a2pd/core';
import {
  conv2d,
  dense,
  glorotUniform,
  type HostTensor,
  type HostTensors,
  relu,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tf,
  type Weights,
} from '@a2pd/tensor';
import { z } from 'zod';

/** Bounded, so that a manifest which claims a network of any size takes no memory for it. */
const width = z.int().min(1).max(8192);
const filters = width.max(1024);

export const architectureSchema = z.strictObject({
  name: z.literal('nature-dqn').default('nature-dqn'),
  /** Filters of the three convolutions: 8x8 stride 4, 4x4 stride 2, 3x3 stride 1, none padded. */
  filters: z.tuple([filters, filters, filters]).default([32, 64, 64]),
  hiddenUnits: width.default(512),
});

export type Architecture = Readonly<z.output<typeof architectureSchema>>;

const convolutions = [
  { name: 'conv1', size: 8, stride: 4 },
  { name: 'conv2', size: 4, stride: 2 },
  { name: 'conv3', size: 3, stride: 1 },
] as const;

/** 84 -> 20 -> 9 -> 7 pixels a side. */
const lastSide = 7;

/**
 * @param input float32[N, 84, 84, 4], pixels in [0, 1]
 * @returns float32[N, A]
 */
export function natureDqnLogits(weights: Weights, input: Tensor4D): Tensor2D {
  const of = (name: string) => weights[name]!;
  let features = input;
  for (const { name, stride } of convolutions) {
    features = relu(conv2d(features, of(`${name}/kernel`), of(`${name}/bias`), stride)) as Tensor4D;
  }
  const flat = tf.reshape(features, [input.shape[0], -1]); // [N, 7 * 7 * filters]
  const hidden = relu(dense(flat, of('hidden/kernel'), of('hidden/bias')));
  return dense(hidden, of('logits/kernel'), of('logits/bias')) as Tensor2D;
}

/** The same network as the affine layers it consists of, ReLU after each but the last: what certification goes through. */
export function natureDqnLayers(weights: Weights): { kernel: Tensor; bias: Tensor; stride?: number }[] {
  const layer = (name: string) => ({ kernel: weights[`${name}/kernel`]!, bias: weights[`${name}/bias`]! });
  return [...convolutions.map(({ name, stride }) => ({ ...layer(name), stride })), layer('hidden'), layer('logits')];
}

/** The shape of every weight by name. */
function weightShapes({ filters, hiddenUnits }: Architecture, numActions: number): Record<string, number[]> {
  const shapes: Record<string, number[]> = {};
  function layer(name: string, kernel: number[]): void {
    shapes[`${name}/kernel`] = kernel;
    shapes[`${name}/bias`] = kernel.slice(-1);
  }
  let channels = 4;
  convolutions.forEach(({ name, size }, index) => {
    layer(name, [size, size, channels, filters[index]!]);
    channels = filters[index]!;
  });
  layer('hidden', [lastSide * lastSide * channels, hiddenUnits]);
  layer('logits', [hiddenUnits, numActions]);
  return shapes;
}

/**
 * - `glorot`: as Keras draws them (the paper's student is a Keras model), uniform.
 * - `interval`: normal with deviation sqrt(2 pi) / inputs, so that the radius of interval bounds neither grows nor shrinks from
 *   layer to layer (Shi et al. 2021, Eq. 6); logits of such a network begin near 0.
 */
export type Initialisation = 'glorot' | 'interval';

/** Fresh kernels, and biases of 0. */
export function initialWeights(
  architecture: Architecture,
  numActions: number,
  rng: Rng,
  initialisation: Initialisation = 'glorot',
): HostTensors {
  const draw = initialisation === 'glorot' ? glorotUniform : intervalNormal;
  const entries = Object.entries(weightShapes(architecture, numActions));
  return Object.fromEntries(
    entries.map(([name, shape]) => [name, name.endsWith('/kernel') ? draw(shape, rng) : zeros(shape)]),
  );
}

function intervalNormal(shape: readonly number[], rng: Rng): HostTensor {
  const inputs = shape.slice(0, -1).reduce((product, extent) => product * extent, 1);
  const deviation = Math.sqrt(2 * Math.PI) / inputs;
  // Box and Muller 1958; 1 - u keeps the logarithm from 0.
  const draw = () => Math.sqrt(-2 * Math.log(1 - rng.uniform())) * Math.cos(2 * Math.PI * rng.uniform());
  return { shape, data: new Float32Array(inputs * shape.at(-1)!).map(() => deviation * draw()) };
}

/** Weights to be overwritten, e.g. by those of a file. */
export function emptyWeights(architecture: Architecture, numActions: number): HostTensors {
  const entries = Object.entries(weightShapes(architecture, numActions));
  return Object.fromEntries(entries.map(([name, shape]) => [name, zeros(shape)]));
}

function zeros(shape: readonly number[]): HostTensor {
  return { shape, data: new Float32Array(shape.reduce((size, extent) => size * extent, 1)) };
}

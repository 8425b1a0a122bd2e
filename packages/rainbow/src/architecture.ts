/**
 * The shape of a Rainbow network, as in Kaixhin/Rainbow: convolutions, then one hidden and one
 * output layer, in two streams when dueling. Weights are named `conv1.kernel` (HWIO), `conv1.bias`, and for a dense layer
 * such as `value.hidden`: `.kernel` [inputs, outputs], `.bias` and, when noisy, `.kernelSigma`, `.biasSigma`. With layer
 * normalisation every layer but the last has `.scale` and `.shift`.
 */
import { expectationError } from '@a2pd/core';
import type { HostTensors } from '@a2pd/tensor';
import { z } from 'zod';
import { isPqn, type TrainingConfig } from './training-config.js';
import { trunkSchema, trunks, trunkUnits } from './trunk.js';

/** Bounded, so that a manifest which claims a network of any size takes no memory for it. */
export const architectureSchema = z
  .strictObject({
    name: z.literal('rainbow'),
    numActions: z.int().min(2).max(1024),
    trunk: trunkSchema,
    hiddenUnits: z.int().positive().max(8192),
    dueling: z.boolean(),
    noisy: z.boolean(),
    /** Layer normalisation before each ReLU; absent: none. */
    layerNorm: z.boolean().optional(),
    distributional: z.boolean(),
    /** 1 unless distributional. */
    numAtoms: z.int().positive().max(1024),
    vMin: z.number(),
    vMax: z.number(),
  })
  .readonly();

export type Architecture = z.infer<typeof architectureSchema>;

export interface DenseLayer {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
}

export function architectureOf(config: TrainingConfig, numActions: number): Architecture {
  const { trunk, hiddenUnits } = config;
  if (isPqn(config)) {
    const expectations = { dueling: false, noisy: false, distributional: false, numAtoms: 1, vMin: 0, vMax: 0 };
    return { name: 'rainbow', numActions, trunk, hiddenUnits, layerNorm: true, ...expectations };
  }
  const { dueling, noisy, distributional } = config.parts;
  const { vMin, vMax } = config;
  const numAtoms = distributional ? config.numAtoms : 1;
  return { name: 'rainbow', numActions, trunk, hiddenUnits, dueling, noisy, distributional, numAtoms, vMin, vMax };
}

export function denseLayers(architecture: Architecture): readonly DenseLayer[] {
  const { trunk, dueling, hiddenUnits, numActions, numAtoms } = architecture;
  const stream = (name: string, outputs: number): DenseLayer[] => [
    { name: `${name}.hidden`, inputs: trunkUnits(trunk), outputs: hiddenUnits },
    { name: `${name}.output`, inputs: hiddenUnits, outputs },
  ];
  const advantage = stream('advantage', numActions * numAtoms);
  return dueling ? [...stream('value', numAtoms), ...advantage] : advantage;
}

/**
 * @param means Of a network's weights, without the scale of their noise.
 * @throws A2pdError INCOMPATIBLE_ARTEFACT when names, shapes or types are not this architecture's.
 */
export function requireMeans(architecture: Architecture, means: HostTensors): void {
  const shapes = weightShapes({ ...architecture, noisy: false });
  const refuse = (expected: string, received: unknown) => {
    const remedy = 'give the hyper-parameters of the network that the weights are from';
    return expectationError('INCOMPATIBLE_ARTEFACT', expected, received, remedy);
  };
  for (const [name, shape] of Object.entries(shapes)) {
    const given = means[name];
    if (given?.data instanceof Float32Array && String(given.shape) === String(shape)) continue;
    throw refuse(`weights ${name} of float32[${shape}]`, given && `${given.data.constructor.name} [${given.shape}]`);
  }
  const surplus = Object.keys(means).find((name) => !Object.hasOwn(shapes, name));
  if (surplus !== undefined) throw refuse('weights of this network alone', surplus);
}

/** Every weight's shape, by name. */
export function weightShapes(architecture: Architecture): Readonly<Record<string, readonly number[]>> {
  const shapes: Record<string, readonly number[]> = {};
  const addNormalisation = (name: string, channels: number) => {
    if (!architecture.layerNorm) return;
    shapes[`${name}.scale`] = [channels];
    shapes[`${name}.shift`] = [channels];
  };
  for (const { name, size, inputs, filters } of trunks[architecture.trunk]) {
    shapes[`${name}.kernel`] = [size, size, inputs, filters];
    shapes[`${name}.bias`] = [filters];
    addNormalisation(name, filters);
  }
  for (const { name, inputs, outputs } of denseLayers(architecture)) {
    shapes[`${name}.kernel`] = [inputs, outputs];
    shapes[`${name}.bias`] = [outputs];
    if (name.endsWith('.hidden')) addNormalisation(name, outputs);
    if (!architecture.noisy) continue;
    shapes[`${name}.kernelSigma`] = [inputs, outputs];
    shapes[`${name}.biasSigma`] = [outputs];
  }
  return shapes;
}

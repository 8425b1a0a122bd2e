/**
 * A network of this project's and the same as PyTorch lays it out: kernels of convolutions are HWIO here and OIHW there, dense
 * ones [inputs, outputs] here and [outputs, inputs] there, and what the last convolution leaves is flattened place by place here
 * and channel by channel there.
 */
import { expectationError } from '@a2pd/core';
import { architectureSchema as studentSchema } from '@a2pd/distill';
import { architectureSchema as rainbowSchema, trunks } from '@a2pd/rainbow';
import type { HostTensor, HostTensors } from '@a2pd/tensor';
import { z } from 'zod';

/** As a policy's manifest has it. */
export const architectureSchema = z.discriminatedUnion('name', [
  rainbowSchema.unwrap(),
  studentSchema.extend({ name: z.literal('nature-dqn'), numActions: z.int().min(1).max(1024) }),
]);
export type Architecture = z.infer<typeof architectureSchema>;

export interface Network {
  readonly architecture: Architecture;
  /** By the names that the architecture gives them. */
  readonly weights: HostTensors;
}

export interface Layer {
  /** As in the architecture, e.g. "conv1" or "advantage.hidden". */
  readonly name: string;
  readonly kernel: HostTensor;
  readonly bias: HostTensor;
  /** Before the ReLU, where the network has it. */
  readonly norm?: LayerNorm | undefined;
}

/** Over all units of the layer; each channel is scaled and shifted. */
export interface LayerNorm {
  /** Of the module in PyTorch. */
  readonly name: string;
  readonly scale: HostTensor;
  readonly shift: HostTensor;
}

interface ConvolutionLayer extends Layer {
  readonly stride: number;
}

/** One after another: convolutions with ReLU after each, then streams of two dense layers with ReLU between them. */
export interface Layers {
  readonly convolutions: readonly ConvolutionLayer[];
  /** One, or "value" and "advantage". */
  readonly streams: readonly { readonly name: string; readonly hidden: Layer; readonly output: Layer }[];
}

/** @throws A2pdError CORRUPT_ARTEFACT where a weight is missing */
export function layersOf({ architecture, weights }: Network): Layers {
  const separator = architecture.name === 'rainbow' ? '.' : '/';
  const layer = (name: string): Layer => ({
    name,
    kernel: weightOf(weights, `${name}${separator}kernel`),
    bias: weightOf(weights, `${name}${separator}bias`),
  });
  const hasNorms = architecture.name === 'rainbow' && architecture.layerNorm;
  const withNorm = (name: string, norm: string): Layer => {
    if (!hasNorms) return layer(name);
    const [scale, shift] = [weightOf(weights, `${name}.scale`), weightOf(weights, `${name}.shift`)];
    return { ...layer(name), norm: { name: norm, scale, shift } };
  };
  // A student has the convolutions of the canonical trunk, with filters of its own.
  const trunk = trunks[architecture.name === 'rainbow' ? architecture.trunk : 'canonical'];
  const stream = (name: string) => ({
    name,
    hidden: withNorm(`${name}.hidden`, `${name}.norm`),
    output: layer(`${name}.output`),
  });
  return {
    convolutions: trunk.map(({ name, stride }) => ({ ...withNorm(name, `${name}_norm`), stride })),
    streams:
      architecture.name === 'nature-dqn'
        ? [{ name: 'logits', hidden: layer('hidden'), output: layer('logits') }]
        : architecture.dueling
          ? [stream('value'), stream('advantage')]
          : [stream('advantage')],
  };
}

function weightOf(weights: HostTensors, name: string): HostTensor {
  const weight = weights[name];
  if (weight === undefined) throw expectationError('CORRUPT_ARTEFACT', `a weight ${name}`, Object.keys(weights));
  return weight;
}

/** Networks as PyTorch has them, drawn and computed in plain loops: what ours are held against where no PyTorch is. */
import { Rng } from '@a2pd/core';
import type { HostTensor, HostTensors } from '@a2pd/tensor';

export interface TorchNetwork {
  readonly convolutions: readonly string[];
  /** Pairs of hidden and output layer; with a value, that is the first. */
  readonly heads: readonly (readonly [hidden: string, output: string])[];
}

export interface Sizes {
  readonly frames: number;
  readonly filters: readonly [number, number, number];
  readonly hiddenUnits: number;
  readonly numActions: number;
  /** Of C51's distributions; none when absent. */
  readonly numAtoms?: number;
}

const kernels = [8, 4, 3];
const strides = [4, 2, 1];

export function drawTorchNetwork({ convolutions, heads }: TorchNetwork, sizes: Sizes, seed: number): HostTensors {
  const { frames, filters, hiddenUnits, numActions, numAtoms = 1 } = sizes;
  const rng = new Rng(seed);
  const tensors: Record<string, HostTensor> = {};
  const draw = (name: string, shape: number[]) => {
    const fanIn = shape.slice(1).reduce((product, extent) => product * extent, 1);
    const values = (size: number) => new Float32Array(size).map(() => (rng.uniform() - 0.5) * (4 / Math.sqrt(fanIn)));
    tensors[`${name}.weight`] = { shape, data: values(shape[0]! * fanIn) };
    tensors[`${name}.bias`] = { shape: [shape[0]!], data: values(shape[0]!) };
  };
  convolutions.forEach((name, i) => {
    draw(name, [filters[i]!, i === 0 ? frames : filters[i - 1]!, kernels[i]!, kernels[i]!]);
  });
  for (const [i, [hidden, output]] of heads.entries()) {
    draw(hidden, [hiddenUnits, 49 * filters[2]]);
    draw(output, [(i === heads.length - 1 ? numActions : 1) * numAtoms, hiddenUnits]);
  }
  return tensors;
}

/** Q-values of one observation. @param input float[C, height, width], 84x84. @param support Returns that C51's atoms stand for. */
export function torchQValues(
  tensors: HostTensors,
  { convolutions, heads }: TorchNetwork,
  input: number[],
  support?: readonly number[],
): number[] {
  let image = { values: input, side: 84 };
  convolutions.forEach((name, i) => {
    image = convolve(image, tensors[`${name}.weight`]!, tensors[`${name}.bias`]!, strides[i]!);
  });
  const outputs = heads.map(([hidden, output]) => {
    const units = dense(image.values, tensors, hidden).map((x) => Math.max(0, x));
    return dense(units, tensors, output);
  });
  const advantages = outputs.at(-1)!;
  if (outputs.length === 1) return advantages;
  const numAtoms = support?.length ?? 1;
  const actions = Array.from({ length: advantages.length / numAtoms }, (_, action) => action);
  const logits = actions.map((action) =>
    Array.from({ length: numAtoms }, (_, atom) => {
      const mean = actions.reduce((sum, other) => sum + advantages[other * numAtoms + atom]!, 0) / actions.length;
      return outputs[0]![atom]! + advantages[action * numAtoms + atom]! - mean;
    }),
  );
  return support ? logits.map((ofAtoms) => expectation(ofAtoms, support)) : logits.map(([value]) => value!);
}

/** Of a distribution given by its logits. */
function expectation(logits: readonly number[], support: readonly number[]): number {
  const masses = logits.map((logit) => Math.exp(logit));
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return masses.reduce((sum, mass, atom) => sum + (mass / total) * support[atom]!, 0);
}

interface Image {
  /** [channels, side, side]. */
  readonly values: number[];
  readonly side: number;
}

function convolve({ values, side }: Image, weight: HostTensor, bias: HostTensor, stride: number): Image {
  const [filters, inputs, size] = weight.shape as [number, number, number];
  const outSide = Math.floor((side - size) / stride) + 1;
  const result: number[] = [];
  for (let filter = 0; filter < filters; filter++) {
    for (let y = 0; y < outSide; y++) {
      for (let x = 0; x < outSide; x++) {
        let sum = bias.data[filter]!;
        for (let channel = 0; channel < inputs; channel++) {
          for (let i = 0; i < size * size; i++) {
            const row = y * stride + Math.floor(i / size);
            const column = x * stride + (i % size);
            const pixel = values[(channel * side + row) * side + column]!;
            sum += pixel * weight.data[(filter * inputs + channel) * size * size + i]!;
          }
        }
        result.push(Math.max(0, sum));
      }
    }
  }
  return { values: result, side: outSide };
}

function dense(inputs: readonly number[], tensors: HostTensors, name: string): number[] {
  const { data } = tensors[`${name}.weight`]!;
  return Array.from(tensors[`${name}.bias`]!.data, (bias, unit) =>
    inputs.reduce((sum, x, i) => sum + x * data[unit * inputs.length + i]!, bias),
  );
}

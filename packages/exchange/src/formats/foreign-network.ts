/** A Q-network of PyTorch's as what it is here: the layers of Mnih et al. (2015), with one head or with two that duel, or Rainbow's. */
import { type A2pdError, expectationError } from '@a2pd/core';
import { trunks, weightShapes } from '@a2pd/rainbow';
import type { HostTensor, HostTensors } from '@a2pd/tensor';
import { firstDenseFromTorch, kernelFromTorch, transposeMatrix } from '../layout.js';
import { type Architecture, architectureSchema, type Network } from '../network.js';

/** Names of its modules, without ".weight" and ".bias", or ".weight_mu" and ".bias_mu" of noisy layers. */
export interface ForeignLayers {
  readonly convolutions: readonly string[];
  /** Hidden and output layer. */
  readonly advantage: readonly [hidden: string, output: string];
  /** Where the network is a dueling one. */
  readonly value?: readonly [hidden: string, output: string];
}

export interface ForeignReading {
  readonly layers: ForeignLayers;
  /** Its pictures lie on their side: [N, C, W, H]. */
  readonly isSideways?: boolean;
  /** Of C51: the support of its distributions over returns. Their atoms are counted. */
  readonly support?: { readonly vMin: number; readonly vMax: number };
  /** What the names of all its tensors begin with, and no others in the file do. */
  readonly prefix?: string;
}

/** What follows the name of a layer; a noisy one has more than its means. */
const partOf = /^\.(?:weight|bias)(?:_mu|_sigma|_epsilon)?$/;

const frames = 4;
/** The last convolution leaves 7x7 places. */
const places = 49;

/**
 * What looks at fewer than four frames becomes a network of four that gives the older ones no weight; what is shown pixels up to
 * 255 one of pixels up to 1.
 * Of noisy layers the means are taken.
 * @param largestPixel The largest value of a pixel that it was shown.
 * @throws A2pdError INCOMPATIBLE_ARTEFACT for other layers, shapes or names, NOT_FINITE for weights that are none.
 */
export function networkOf(tensors: HostTensors, reading: ForeignReading, largestPixel = 1): Network {
  const { layers, isSideways, support } = reading;
  const layer = (name: string) => layerOf(tensors, name);
  const convolutions = layers.convolutions.map(layer);
  const heads = [...(layers.value ? [layers.value] : []), layers.advantage].map((names) => names.map(layer));
  const [advantageHidden, advantageOutput] = heads.at(-1)! as [ForeignLayer, ForeignLayer];
  requireNoOthers(tensors, reading);
  const numAtoms = support ? heads[0]!.at(-1)!.bias.data.length : 1;
  requireShapes(convolutions, heads as ForeignLayer[][], numAtoms);
  const architecture = architectureFor({
    filters: convolutions.map(({ bias }) => bias.data.length) as [number, number, number],
    hiddenUnits: advantageHidden.bias.data.length,
    numActions: advantageOutput.bias.data.length / numAtoms,
    dueling: layers.value !== undefined,
    distribution: support && { ...support, numAtoms },
  });
  const channels = convolutions.at(-1)!.bias.data.length;
  const kernels = convolutions.map(({ weight }) => kernelFromTorch(weight, isSideways));
  const ours: [string, HostTensor, HostTensor][] = [
    ...kernels.map((kernel, i): [string, HostTensor, HostTensor] => [
      `conv${i + 1}`,
      i === 0 ? ofFourFrames(scaled(kernel, largestPixel)) : kernel,
      convolutions[i]!.bias,
    ]),
    ...heads.flatMap(([hidden, output], i): [string, HostTensor, HostTensor][] => {
      const name = i === heads.length - 1 ? 'advantage' : 'value';
      return [
        [`${name}.hidden`, firstDenseFromTorch(hidden!.weight, channels, isSideways), hidden!.bias],
        [`${name}.output`, transposeMatrix(output!.weight), output!.bias],
      ];
    }),
  ];
  return { architecture, weights: namedFor(architecture, ours) };
}

interface ForeignLayer {
  readonly name: string;
  readonly weight: HostTensor;
  readonly bias: HostTensor;
}

function layerOf(tensors: HostTensors, name: string): ForeignLayer {
  const [weight, bias] = ['weight', 'bias'].map((part) => {
    const found = [`${name}.${part}`, `${name}.${part}_mu`].find((named) => Object.hasOwn(tensors, named));
    if (found !== undefined) return requireFinite(found, tensors[found]!);
    throw unfit(
      `a tensor "${name}.${part}"`,
      `those named ${Object.keys(tensors).slice(0, 12).join(', ') || 'nothing'}`,
    );
  });
  return { name, weight: weight!, bias: bias! };
}

/** Else every command would find it out for itself, some after hours. */
function requireFinite(name: string, tensor: HostTensor): HostTensor {
  const wrong = tensor.data.find((value) => !Number.isFinite(value));
  if (wrong === undefined) return tensor;
  const remedy = 'export it from a checkpoint before its training diverged';
  throw expectationError('NOT_FINITE', `finite weights in "${name}"`, wrong, remedy);
}

/** A further layer would be left out of what is read, and another one taken for the output. */
function requireNoOthers(tensors: HostTensors, { layers, prefix }: ForeignReading): void {
  if (prefix === undefined) return;
  const known = [...layers.convolutions, ...(layers.value ?? []), ...layers.advantage];
  const other = Object.keys(tensors).find(
    (name) =>
      name.startsWith(prefix) &&
      !known.some((layer) => name.startsWith(layer) && partOf.test(name.slice(layer.length))),
  );
  if (other === undefined) return;
  const remedy = 'bring a network of these layers alone, e.g. one with the default net_arch of Stable-Baselines3';
  const expected = 'three convolutions, one hidden layer and its outputs';
  throw expectationError('INCOMPATIBLE_ARTEFACT', expected, `also ${other}`, remedy);
}

/** Every weight's, beside what comes out of the layer before it. */
function requireShapes(
  convolutions: readonly ForeignLayer[],
  heads: readonly (readonly ForeignLayer[])[],
  numAtoms: number,
): void {
  let channels: number | undefined;
  for (const [i, { size }] of trunks.canonical.entries()) {
    const { name, weight, bias } = convolutions[i]!;
    const [filters = 0, inputs = 0] = weight.shape;
    requireShape(`${name}.weight`, weight, [filters, channels ?? inputs, size, size]);
    requireShape(`${name}.bias`, bias, [filters]);
    if (channels === undefined && (inputs < 1 || inputs > frames)) {
      throw unfit(`"${name}.weight" for 1 to ${frames} frames`, `${inputs} channels`);
    }
    channels = filters;
  }
  const hiddenUnits = heads[0]![0]!.bias.data.length;
  for (const [i, [hidden, output]] of heads.entries()) {
    const outputs = i === heads.length - 1 ? output!.bias.data.length : numAtoms;
    requireShape(`${hidden!.name}.weight`, hidden!.weight, [hiddenUnits, places * channels!]);
    requireShape(`${hidden!.name}.bias`, hidden!.bias, [hiddenUnits]);
    requireShape(`${output!.name}.weight`, output!.weight, [outputs, hiddenUnits]);
    requireShape(`${output!.name}.bias`, output!.bias, [outputs]);
  }
}

function requireShape(name: string, { shape }: HostTensor, expected: readonly number[]): void {
  if (String(shape) === String(expected)) return;
  throw unfit(`a tensor [${expected.join(', ')}] in "${name}"`, `[${shape.join(', ')}]`);
}

interface Sizes {
  readonly filters: readonly [number, number, number];
  readonly hiddenUnits: number;
  readonly numActions: number;
  readonly dueling: boolean;
  /** Of Rainbow. */
  readonly distribution?: { readonly vMin: number; readonly vMax: number; readonly numAtoms: number } | undefined;
}

/** A teacher's where its convolutions are a teacher's: what it says are expected returns. Else a student's, of any width. */
function architectureFor({ filters, hiddenUnits, numActions, dueling, distribution }: Sizes): Architecture {
  const isCanonical = trunks.canonical.every((layer, i) => layer.filters === filters[i]);
  if (dueling && !isCanonical) {
    const expected = `${trunks.canonical.map((layer) => layer.filters).join(', ')} filters in a dueling network`;
    throw unfit(expected, filters.join(', '));
  }
  const { data, error } = architectureSchema.safeParse(
    isCanonical
      ? {
          ...{ name: 'rainbow', numActions, trunk: 'canonical', hiddenUnits, dueling },
          ...{ noisy: false, distributional: distribution !== undefined },
          ...(distribution ?? { numAtoms: 1, vMin: 0, vMax: 0 }),
        }
      : { name: 'nature-dqn', filters, hiddenUnits, numActions },
  );
  if (error) throw unfit('a network of an ordinary size', `${numActions} actions and ${hiddenUnits} hidden units`);
  return data;
}

function namedFor(architecture: Architecture, layers: readonly [string, HostTensor, HostTensor][]): HostTensors {
  const studentNames: Readonly<Record<string, string>> = { 'advantage.hidden': 'hidden', 'advantage.output': 'logits' };
  const named = layers.flatMap(([name, kernel, bias]): [string, HostTensor][] =>
    architecture.name === 'rainbow'
      ? [
          [`${name}.kernel`, kernel],
          [`${name}.bias`, bias],
        ]
      : [
          [`${studentNames[name] ?? name}/kernel`, kernel],
          [`${studentNames[name] ?? name}/bias`, bias],
        ],
  );
  const weights = Object.fromEntries(named);
  if (architecture.name === 'nature-dqn') return weights;
  return Object.fromEntries(Object.keys(weightShapes(architecture)).map((name) => [name, weights[name]!]));
}

/** Zeros for the frames before those that the network looks at; the newest is last. */
function ofFourFrames({ shape, data }: HostTensor): HostTensor {
  const [height, width, inputs, filters] = shape as [number, number, number, number];
  const padded = new Float32Array(height * width * frames * filters);
  for (let place = 0; place < height * width; place++) {
    const from = data.subarray(place * inputs * filters, (place + 1) * inputs * filters);
    padded.set(from, (place * frames + frames - inputs) * filters);
  }
  return { shape: [height, width, frames, filters], data: padded };
}

function scaled(kernel: HostTensor, factor: number): HostTensor {
  return factor === 1 ? kernel : { shape: kernel.shape, data: (kernel.data as Float32Array).map((x) => x * factor) };
}

function unfit(expected: string, received: string): A2pdError {
  const remedy = 'name the format that the file was saved by';
  return expectationError('INCOMPATIBLE_ARTEFACT', expected, received, remedy);
}

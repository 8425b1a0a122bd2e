/** A network as an ONNX model: Conv, Relu, Flatten and Gemm, and what normalised layers, duelling streams and C51's atoms need. */
import { type HostTensor, layerNormEpsilon } from '@a2pd/tensor';
import { type Layer, type Layers, layersOf, type Network } from '../network.js';
import { torchWeights } from '../torch/torch-weights.js';
import { encodeOnnx, type OnnxNode } from './model-message.js';

export interface OnnxWords {
  readonly producer: string;
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Input `pixels`: float32[N, 4, 84, 84] in [0, 1], oldest frame first. Output `scores`: float32[N, A], logits or expected
 * returns, whose argmax is the action.
 */
export function writeOnnx(network: Network, words: OnnxWords): Uint8Array {
  const layers = layersOf(network);
  const graph = new Graph();
  const flat = graph.add('Flatten', [convolved(graph, layers)], 'flat');
  const outputs = layers.streams.map(({ hidden, output }) => {
    const sums = normalised(graph, dense(graph, flat, hidden.name), hidden, [1]);
    const units = graph.add('Relu', [sums], `${hidden.name}.relu`);
    return dense(graph, units, output.name);
  });
  graph.add('Identity', [scores(graph, network, outputs)], 'scores');
  return encodeOnnx({
    ...words,
    name: 'policy',
    nodes: graph.nodes,
    initializers: { ...torchWeights(network), ...graph.constants },
    input: { name: 'pixels', shape: ['N', 4, 84, 84] },
    output: { name: 'scores', shape: ['N', network.architecture.numActions] },
  });
}

class Graph {
  readonly nodes: OnnxNode[] = [];
  readonly constants: Record<string, HostTensor> = {};

  /** @returns the name of what comes out. */
  add(operator: string, inputs: readonly string[], output: string, attributes?: OnnxNode['attributes']): string {
    this.nodes.push({ operator, inputs, output, attributes });
    return output;
  }

  constant(name: string, shape: readonly number[], data: HostTensor['data']): string {
    this.constants[name] = { shape, data };
    return name;
  }
}

function convolved(graph: Graph, { convolutions }: Layers): string {
  let image = 'pixels';
  for (const layer of convolutions) {
    const { name, stride } = layer;
    image = graph.add('Conv', [image, `${name}.weight`, `${name}.bias`], name, { strides: [stride, stride] });
    image = graph.add('Relu', [normalised(graph, image, layer, [1, 2, 3])], `${name}.relu`);
  }
  return image;
}

/** In small steps: ONNX's own LayerNormalization has no scales of channels. @param axes Of a layer's units. */
function normalised(graph: Graph, units: string, { norm }: Layer, axes: readonly number[]): string {
  if (!norm) return units;
  const { name, scale, shift } = norm;
  const ofChannels = ({ data }: HostTensor, part: string) =>
    graph.constant(`${name}.${part}`, [data.length, ...axes.slice(1).map(() => 1)], data);
  const mean = (of: string, part: string) => graph.add('ReduceMean', [of], `${name}.${part}`, { axes, keepdims: 1 });
  const centred = graph.add('Sub', [units, mean(units, 'mean')], `${name}.centred`);
  const variance = mean(graph.add('Mul', [centred, centred], `${name}.squared`), 'variance');
  const epsilon = graph.constant(`${name}.epsilon`, [], Float32Array.of(layerNormEpsilon));
  const deviation = graph.add(
    'Sqrt',
    [graph.add('Add', [variance, epsilon], `${name}.variance+`)],
    `${name}.deviation`,
  );
  const standard = graph.add('Div', [centred, deviation], `${name}.standard`);
  const scaled = graph.add('Mul', [standard, ofChannels(scale, 'weight')], `${name}.scaled`);
  return graph.add('Add', [scaled, ofChannels(shift, 'bias')], `${name}.shifted`);
}

function dense(graph: Graph, input: string, name: string): string {
  return graph.add('Gemm', [input, `${name}.weight`, `${name}.bias`], name, { transB: 1 });
}

/** Of the streams, the value's first where there are two. */
function scores(graph: Graph, { architecture }: Network, outputs: readonly string[]): string {
  if (architecture.name === 'nature-dqn') return outputs[0]!;
  const { numActions, numAtoms, distributional, vMin, vMax } = architecture;
  const byAtoms = (name: string, rows: number) =>
    graph.add(
      'Reshape',
      [name, graph.constant(`${name}.shape`, [3], Int32Array.of(-1, rows, numAtoms))],
      `${name}.atoms`,
    );
  let returns = byAtoms(outputs.at(-1)!, numActions);
  if (outputs.length > 1) {
    const mean = graph.add('ReduceMean', [returns], 'advantage.mean', { axes: [1], keepdims: 1 });
    const centred = graph.add('Sub', [returns, mean], 'advantage.centred');
    returns = graph.add('Add', [centred, byAtoms(outputs[0]!, 1)], 'returns');
  }
  const lastAxis = graph.constant('lastAxis', [1], Int32Array.of(2));
  if (!distributional) return graph.add('Squeeze', [returns, lastAxis], 'expected');
  const support = Float32Array.from({ length: numAtoms }, (_, i) => vMin + (i * (vMax - vMin)) / (numAtoms - 1));
  const probabilities = graph.add('Softmax', [returns], 'probabilities', { axis: 2 });
  const weighted = graph.add('Mul', [probabilities, graph.constant('support', [numAtoms], support)], 'weighted');
  return graph.add('ReduceSum', [weighted, lastAxis], 'expected', { keepdims: 0 });
}

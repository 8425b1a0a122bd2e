/**
 * A Rainbow network as affine layers with ReLU between them, for certification. Both dueling streams become one: their hidden units
 * stand side by side, and Q = V + A - mean A is folded into the weights of the last layer.
 */
import { expectationError } from '@a2pd/core';
import { type Tensor, tf, type Weights } from '@a2pd/tensor';
import type { Architecture } from './architecture.js';
import { trunks } from './trunk.js';

/** As @a2pd/bounds wants it. */
export interface AffineLayer {
  readonly kernel: Tensor;
  readonly bias: Tensor;
  readonly stride?: number;
  /** The network computes the last layer's parts one by one, and so rounds by their magnitudes. */
  readonly parts?: { readonly kernelSize: Tensor; readonly biasSize: Tensor; readonly terms: number };
}

/**
 * Q / temperature by the means of noisy weights; within a tidy or a compiled function.
 * @throws A2pdError INCOMPATIBLE_ARTEFACT for a distributional network, or one with layer normalisation
 */
export function affineLayers(architecture: Architecture, weights: Weights, temperature: number): AffineLayer[] {
  requireAffine(architecture);
  const layer = (name: string) => ({ kernel: weights[`${name}.kernel`]!, bias: weights[`${name}.bias`]! });
  const convolutions = trunks[architecture.trunk].map(({ name, stride }) => ({ ...layer(name), stride }));
  const [hidden, output] = [layer('advantage.hidden'), layer('advantage.output')];
  const scaled = (x: Tensor) => tf.div(x, temperature);
  if (!architecture.dueling) {
    return [...convolutions, hidden, { kernel: scaled(output.kernel), bias: scaled(output.bias) }];
  }
  const [valueHidden, valueOutput] = [layer('value.hidden'), layer('value.output')];
  const { numActions, hiddenUnits } = architecture;
  const kernels = merged([valueOutput.kernel, output.kernel], numActions);
  const biases = merged([valueOutput.bias, output.bias].map(asRow), numActions);
  const flat = (rows: Tensor) => scaled(tf.sum(rows, 0));
  return [
    ...convolutions,
    {
      kernel: tf.concat([valueHidden.kernel, hidden.kernel], 1),
      bias: tf.concat([valueHidden.bias, hidden.bias]),
    },
    {
      kernel: scaled(kernels.values),
      bias: flat(biases.values),
      parts: { kernelSize: scaled(kernels.sizes), biasSize: flat(biases.sizes), terms: 2 * hiddenUnits + numActions },
    },
  ];
}

/**
 * Layers whose outputs differ from each other as the Q-values do: of a dueling network A - mean A alone, since V is common to all
 * actions. Cheaper than `affineLayers`, for training; throws as it does.
 */
export function comparisonLayers(architecture: Architecture, weights: Weights): AffineLayer[] {
  const [output, ...before] = affineLayers({ ...architecture, dueling: false }, weights, 1).reverse();
  if (!architecture.dueling) return [...before.reverse(), output!];
  const { kernel, bias } = output!;
  const centred = { kernel: tf.sub(kernel, tf.mean(kernel, 1, true)), bias: tf.sub(bias, tf.mean(bias)) };
  return [...before.reverse(), centred];
}

/** Rows of V's weights, then of A's without their mean, one column for each action; and the sizes of what each is made of. */
function merged([value, advantage]: readonly Tensor[], numActions: number) {
  const everyAction = (x: Tensor) => tf.tile(x, [1, numActions]);
  const mean = (x: Tensor) => tf.mean(x, 1, true);
  const size = tf.abs(advantage!);
  return {
    values: tf.concat([everyAction(value!), tf.sub(advantage!, mean(advantage!))], 0),
    sizes: tf.concat([everyAction(tf.abs(value!)), tf.add(size, mean(size))], 0),
  };
}

function asRow(x: Tensor): Tensor {
  return tf.reshape(x, [1, -1]);
}

function requireAffine({ distributional, layerNorm }: Architecture): void {
  if (distributional) {
    const expected = 'a network whose scores come straight from its last layer';
    const received = 'C51, whose scores are expectations over a softmax of atoms';
    const remedy = 'certify a student, or a teacher trained with parts.distributional false';
    throw expectationError('INCOMPATIBLE_ARTEFACT', expected, received, remedy);
  }
  if (layerNorm) {
    const expected = 'a network of affine layers with ReLU between them';
    const remedy = 'certify a student of it, or a teacher that another algorithm trained';
    throw expectationError('INCOMPATIBLE_ARTEFACT', expected, 'one with layer normalisation, as PQN has', remedy);
  }
}

/**
 * Interval bounds for training: a student's logits and a lower bound of every lead, in one pass that is differentiated with
 * respect to the weights. Two liberties make it cheap. The ball is not cut off at the bounds of pixels, so that its first
 * layer has the observation as centre and one radius a filter; and rounding is left out, which `intervalLeads` accounts for
 * when the student is certified.
 */
import { dense, magnitude, relu, type Tensor, type Tensor1D, type Tensor2D, type Tensor4D, tf } from '@a2pd/tensor';
import { applyLayer, throughRelu as boxThroughRelu, flat, type Interval } from './interval.js';
import { reachOfLeads } from './interval-leads.js';
import type { AffineLayer } from './network.js';

export interface BoundedLogits {
  /** Of the observation itself, float32[N, A]. */
  readonly logits: Tensor2D;
  /** Lower bounds of the label's lead over each action within the ball, float32[N, A]; 0 at the label. */
  readonly leads: Tensor2D;
}

/** Activations of the observation, and the box of those of its ball. */
interface Activations extends Interval {
  readonly exact: Tensor;
}

/**
 * @param layers As `ReluNetwork` has them, at least two.
 * @param input float32[N, H, W, C]
 * @param labels int32[N]
 * @param epsilon float32 scalar, radius in L-infinity
 */
export function boundedLogits(
  layers: readonly AffineLayer[],
  input: Tensor4D,
  labels: Tensor1D,
  epsilon: Tensor,
): BoundedLogits {
  const [first, ...rest] = layers;
  const last = rest.pop()!;
  let activations = throughRelu(throughFirst(first!, input, epsilon));
  for (const layer of rest) activations = throughRelu(throughAffine(layer, activations));
  const { exact, center, radius } = flattened(activations);
  const isLabel = tf.oneHot(labels, last.bias.shape[0]!, 1, 0, 'float32') as Tensor2D;
  const logits = dense(exact, last.kernel, last.bias);
  const centers = dense(center, last.kernel, last.bias);
  const ofLabel = tf.sum(tf.mul(centers, isLabel), 1, true);
  const leads = tf.sub(tf.sub(ofLabel, centers), reachOfLeads(last.kernel, radius, isLabel));
  return { logits, leads: tf.mul(leads, tf.sub(1, isLabel)) };
}

/** The worst logits that the leads allow, relative to the label's own, which is 0 (Gowal et al. 2018). */
export function worstLogits(leads: Tensor2D): Tensor2D {
  return tf.neg(leads);
}

/** Every pixel has the same radius, so every output of a filter has: ε Σ|w|. */
function throughFirst(layer: AffineLayer, input: Tensor4D, epsilon: Tensor): Activations {
  const { kernel } = layer;
  const reach = tf.sum(magnitude(kernel), [...Array(kernel.rank - 1).keys()]);
  const exact = applyLayer(layer, kernel.rank === 4 ? input : flat(input));
  return { exact, center: exact, radius: tf.mul(reach, epsilon) };
}

function throughAffine(layer: AffineLayer, activations: Activations): Activations {
  const { kernel, bias } = layer;
  const { exact, center, radius } = kernel.rank === 2 ? flattened(activations) : activations;
  // Both at once: the kernels of TensorFlow like large batches.
  const [exactOut, centerOut] = tf.split(applyLayer(layer, tf.concat([exact, center])), 2) as [Tensor, Tensor];
  const radiusOut = applyLayer(layer, radius, magnitude(kernel), tf.zerosLike(bias));
  return { exact: exactOut, center: centerOut, radius: radiusOut };
}

function throughRelu({ exact, ...box }: Activations): Activations {
  return { exact: relu(exact), ...boxThroughRelu(box) };
}

function flattened({ exact, center, radius }: Activations): Activations {
  return { exact: flat(exact), center: flat(center), radius: flat(radius) };
}

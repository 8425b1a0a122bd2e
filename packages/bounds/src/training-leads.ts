/**
 * Interval bounds for training: a student's logits and a lower bound of every lead, in one pass that is differentiated with
 * respect to the weights. Two liberties make it cheap. The ball is not cut off at the bounds of pixels, so that its first
 * layer has the observation as centre and one radius a filter; and rounding is left out, which `intervalLeads` accounts for
 * when the student is certified.
 */
import {
  conv2d,
  dense,
  magnitude,
  relu,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tf,
} from '@a2pd/tensor';
import { reachOfLeads } from './interval-leads.js';
import type { AffineLayer } from './network.js';

export interface BoundedLogits {
  /** Of the observation itself, float32[N, A]. */
  readonly logits: Tensor2D;
  /** Lower bounds of the label's lead over each action within the ball, float32[N, A]; 0 at the label. */
  readonly leads: Tensor2D;
}

/** Activations of the observation, and the box of those of its ball. */
interface Activations {
  readonly exact: Tensor;
  readonly center: Tensor;
  readonly radius: Tensor;
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
function throughFirst({ kernel, bias, stride }: AffineLayer, input: Tensor4D, epsilon: Tensor): Activations {
  const inputs = kernel.rank - 1;
  const reach = tf.sum(magnitude(kernel), [...Array(inputs).keys()]);
  const exact = kernel.rank === 4 ? conv2d(input, kernel, bias, stride ?? 1) : dense(flat(input), kernel, bias);
  return { exact, center: exact, radius: tf.mul(reach, epsilon) };
}

function throughAffine({ kernel, bias, stride }: AffineLayer, activations: Activations): Activations {
  const { exact, center, radius } = kernel.rank === 2 ? flattened(activations) : activations;
  const apply = (x: Tensor, weights: Tensor, offsets: Tensor) =>
    weights.rank === 4 ? conv2d(x, weights, offsets, stride ?? 1) : dense(x, weights, offsets);
  // Both at once: the kernels of TensorFlow like large batches.
  const [exactOut, centerOut] = tf.split(apply(tf.concat([exact, center]), kernel, bias), 2) as [Tensor, Tensor];
  return { exact: exactOut, center: centerOut, radius: apply(radius, magnitude(kernel), tf.zerosLike(bias)) };
}

function throughRelu({ exact, center, radius }: Activations): Activations {
  const lower = relu(tf.sub(center, radius));
  const upper = relu(tf.add(center, radius));
  return {
    exact: relu(exact),
    center: tf.mul(tf.add(lower, upper), 0.5),
    radius: tf.mul(tf.sub(upper, lower), 0.5),
  };
}

function flattened({ exact, center, radius }: Activations): Activations {
  return { exact: flat(exact), center: flat(center), radius: flat(radius) };
}

function flat(x: Tensor): Tensor {
  return x.rank === 2 ? x : tf.reshape(x, [x.shape[0]!, -1]);
}

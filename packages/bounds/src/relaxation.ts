/**
 * ReLU between two lines: over l <= z <= u, α z <= relu(z) <= k z + t for any slope α in [0, 1], with k = u / (u - l) and
 * t = -k l where the neuron is unstable (l < 0 < u). Where it is stable both lines are ReLU itself.
 */
import { relu, type Tensor, tf } from '@a2pd/tensor';
import type { HiddenValues } from './hidden-values.js';

/** The two lines of each neuron, and what a bound loses by each: how far it is from ReLU at the centre, and rounding. */
export interface Relaxation {
  /** α; acts where a lower bound's coefficient is positive. */
  readonly lowerSlope: Tensor;
  readonly lowerLoss: Tensor;
  /** k; acts where it is negative. */
  readonly upperSlope: Tensor;
  readonly upperLoss: Tensor;
}

/**
 * Both lines of slope k (α = k), counted from the middle between them: what can be lost is the same to either side, so one way
 * back gives a lower and an upper bound.
 */
export interface ParallelRelaxation {
  readonly slope: Tensor;
  readonly loss: Tensor;
}

/**
 * Added above and below the line, k = (u + d) / (u - l + d): it keeps 0 / 0, of a neuron that is always 0, and its gradient from
 * being NaN. k only grows by it, so that the line stays above ReLU.
 */
const tiny = 1e-15;

/** α of CROWN (Zhang et al. 2018), the line with the smaller area between it and ReLU: 1 where u > -l, else 0. */
function adaptiveSlope(values: HiddenValues): Tensor {
  const { above, below } = ends(values);
  return tf.step(tf.sub(above, below));
}

/**
 * @param lowerSlope α in [0, 1], of neurons that are unstable; 1 where they are always active, 0 where never
 * @returns Tensors of the values' shape
 */
export function relaxation(values: HiddenValues, lowerSlope: Tensor): Relaxation {
  const { center, rounding } = values;
  const { below } = ends(values);
  const upperSlope = slopeAbove(values);
  const [positive, negative] = [relu(center), relu(tf.neg(center))];
  // relu(z) - α z and k z + t - relu(z) at the centre.
  const lowerLoss = tf.add(tf.mul(tf.sub(1, lowerSlope), positive), tf.mul(lowerSlope, negative));
  const upperLoss = relu(tf.sub(tf.mul(upperSlope, tf.add(center, below)), positive));
  if (rounding === undefined) return { lowerSlope, lowerLoss, upperSlope, upperLoss };
  return {
    lowerSlope,
    lowerLoss: tf.add(lowerLoss, tf.mul(lowerSlope, rounding)),
    upperSlope,
    upperLoss: tf.add(upperLoss, tf.mul(upperSlope, rounding)),
  };
}

export function adaptiveRelaxation(values: HiddenValues): Relaxation {
  return relaxation(values, adaptiveSlope(values));
}

export function parallelRelaxation(values: Required<HiddenValues>): ParallelRelaxation {
  const slope = slopeAbove(values);
  const { below } = ends(values);
  return { slope, loss: tf.mul(slope, tf.add(tf.mul(below, 0.5), values.rounding)) };
}

/** What the middle between parallel lines makes of a value: k z + t / 2. */
export function middleLine(values: HiddenValues, z: Tensor): Tensor {
  return tf.mul(slopeAbove(values), tf.add(z, tf.mul(ends(values).below, 0.5)));
}

/** How far values reach above 0 and, as a magnitude, below. */
export function ends({ box: { center, radius } }: Pick<HiddenValues, 'box'>): { above: Tensor; below: Tensor } {
  return { above: relu(tf.add(center, radius)), below: relu(tf.sub(radius, center)) };
}

function slopeAbove(values: HiddenValues): Tensor {
  const { above, below } = ends(values);
  return tf.div(tf.add(above, tiny), tf.add(tf.add(above, below), tiny));
}

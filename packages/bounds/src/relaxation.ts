/**
 * ReLU between two lines: over l <= z <= u, α z <= relu(z) <= k z + t for any slope α in [0, 1], with k = u / (u - l) and
 * t = -k l where the neuron is unstable (l < 0 < u). Where it is stable both lines are ReLU itself.
 */
import { relu, type Tensor, tf } from '@a2pd/tensor';
import { asRows, type HiddenValues } from './hidden-values.js';

/** The two lines of each neuron, and what a bound loses by each: how far it is from ReLU at the centre, and rounding. */
export interface Relaxation {
  /** α; acts where a lower bound's coefficient is positive. float32[N, 1 or A, units], as all of them. */
  readonly lowerSlope: Tensor;
  readonly lowerLoss: Tensor;
  /** k; acts where it is negative. */
  readonly upperSlope: Tensor;
  readonly upperLoss: Tensor;
}

/** Keeps 0 / 0, of a neuron that is always 0, from being NaN. */
const tiny = 1e-30;

/** α of CROWN (Zhang et al. 2018), the line with the smaller area between it and ReLU: 1 where u > -l, else 0. */
export function adaptiveRelaxation(values: HiddenValues): Relaxation {
  const { above, below } = ends(values);
  return relaxation(values, tf.step(tf.sub(above, below)));
}

/** @param lowerSlope α in [0, 1], of neurons that are unstable; 1 where they are always active, 0 where never. */
export function relaxation(values: HiddenValues, lowerSlope: Tensor): Relaxation {
  const { above, below } = ends(values);
  const center = asRows(values.center);
  const upperSlope = tf.div(above, tf.maximum(tf.add(above, below), tiny));
  const [positive, negative] = [relu(center), relu(tf.neg(center))];
  // relu(z) - α z and k z + t - relu(z) at the centre.
  const lowerLoss = tf.add(tf.mul(tf.sub(1, lowerSlope), positive), tf.mul(lowerSlope, negative));
  const upperLoss = relu(tf.sub(tf.mul(upperSlope, tf.add(center, below)), positive));
  if (values.rounding === undefined) return { lowerSlope, lowerLoss, upperSlope, upperLoss };
  const rounding = asRows(values.rounding);
  return {
    lowerSlope,
    lowerLoss: tf.add(lowerLoss, tf.mul(lowerSlope, rounding)),
    upperSlope,
    upperLoss: tf.add(upperLoss, tf.mul(upperSlope, rounding)),
  };
}

/** How far the values reach above 0 and, as a magnitude, below. */
function ends({ box: { center, radius } }: HiddenValues): { above: Tensor; below: Tensor } {
  return { above: relu(asRows(tf.add(center, radius))), below: relu(asRows(tf.sub(radius, center))) };
}

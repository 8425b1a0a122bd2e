/** What is known of each layer's values over all inputs of a box, on the way from the input to the logits. */
import { type Tensor, type Tensor2D, type Tensor3D, tf } from '@a2pd/tensor';
import { applyLayer, applyToSizes, flattenedFor, type Interval, largest, terms, throughAffine } from './interval.js';
import type { AffineLayer } from './network.js';
import { backwardMargin, underflowMargin } from './rounding.js';

/** Values of a layer before ReLU; or, as `Inputs`, what the next layer is given. */
export interface HiddenValues {
  readonly box: Interval;
  /** For the input in the middle of its box: every loss is counted from there. */
  readonly center: Tensor;
  /** What float32 may add to a bound for each value, a coefficient of 1 before it; absent where that is left out. */
  readonly rounding?: Tensor;
}

export type Inputs = Pick<HiddenValues, 'box' | 'center'>;

/** A layer's values by intervals. */
export function throughLayer(layer: AffineLayer, inputs: Inputs, rounding: boolean): HiddenValues {
  const given = flattenedFor(layer, inputs.box);
  const center = applyLayer(layer, tf.reshape(inputs.center, given.center.shape));
  const box = throughAffine(given, layer, rounding);
  return { box, center, ...(rounding ? { rounding: roundingOf(layer, largest(given)) } : {}) };
}

/** [N, ...] as [N, 1, units], beside the coefficients of several bounds. */
export function asRows(x: Tensor): Tensor3D {
  return tf.reshape(x, [x.shape[0]!, 1, -1]);
}

/** Values as [N, 1, units] each. */
export function inRows({ box, center, rounding }: HiddenValues): HiddenValues {
  return {
    box: { center: asRows(box.center), radius: asRows(box.radius) },
    center: asRows(center),
    ...(rounding ? { rounding: asRows(rounding) } : {}),
  };
}

/**
 * More than denormals that are flushed to 0 can take from all the coefficients of a bound: float32[N, 1]. What is lost is below
 * 2^-110 Σ T, and rounding is more than 2^-22 T.
 */
export function underflow(values: readonly Pick<HiddenValues, 'rounding'>[]): Tensor2D {
  const sums = values.map(({ rounding }) => tf.sum(asRows(rounding!), 2));
  return tf.add(tf.mul(tf.addN(sums), 2 ** -60), 2 ** -80) as Tensor2D;
}

/** @param largestInputs The largest magnitude that each input can have. */
export function roundingOf(layer: AffineLayer, largestInputs: Tensor): Tensor {
  const sizes = applyToSizes(layer, largestInputs);
  return tf.add(tf.mul(sizes, backwardMargin(terms(layer), backTerms(layer))), underflowMargin);
}

/** Products that the way back through a layer sums up for one input. */
function backTerms({ kernel, stride = 1 }: AffineLayer): number {
  const outputs = kernel.shape.at(-1)!;
  return kernel.shape.slice(0, -2).reduce((product, extent) => product * Math.ceil(extent / stride), outputs);
}

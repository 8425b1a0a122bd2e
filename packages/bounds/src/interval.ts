/**
 * Interval bound propagation (Gowal et al. 2018): boxes of activations as centre and radius, pushed through a layer with one
 * pass for each. Every radius is widened so that the box holds what float32 makes of any input, not only what real
 * numbers would.
 */
import { conv2d, dense, magnitude, relu, type Tensor, type Tensor2D, type Tensor4D, tf } from '@a2pd/tensor';
import type { AffineLayer } from './network.js';
import { roundingMargin, underflowMargin } from './rounding.js';

/** All x with |x - center| <= radius, component by component. */
export interface Interval {
  readonly center: Tensor;
  readonly radius: Tensor;
}

/** An attack's own float32 projection may overshoot its ball by a rounding step; the box covers that too. */
const overshoot = 2 ** -22;

/**
 * What an attacker may show: the L-infinity ball of each observation, cut off at the bounds of pixels.
 * @param input float32[N, H, W, C] in [0, 1]
 * @param epsilon float32[N]
 */
export function pixelBox(input: Tensor4D, epsilon: Tensor): Interval {
  const reach = tf.reshape(tf.add(epsilon, overshoot), [-1, 1, 1, 1]);
  return fromEnds(tf.maximum(tf.sub(input, reach), 0), tf.minimum(tf.add(input, reach), 1));
}

/**
 * The box that an affine layer makes of a box.
 * @param rounding Whether it should hold what float32 makes of it; a training can do without.
 */
export function throughAffine(box: Interval, layer: AffineLayer, rounding = true): Interval {
  const { center, radius } = flattenedFor(layer, box);
  const kernelSize = magnitude(layer.kernel);
  if (!rounding) {
    return {
      center: applyLayer(layer, center),
      radius: applyLayer(layer, radius, kernelSize, tf.zerosLike(layer.bias)),
    };
  }
  const margin = roundingMargin(terms(layer));
  const reach = layer.parts
    ? tf.add(
        applyLayer(layer, radius, kernelSize, tf.zerosLike(layer.bias)),
        tf.mul(applyToSizes(layer, largest({ center, radius })), margin),
      )
    : // |W| r + margin (|W| (|c| + r) + |b|), as one pass over |W|.
      applyLayer(
        layer,
        tf.add(radius, tf.mul(largest({ center, radius }), margin)),
        kernelSize,
        tf.mul(tf.abs(layer.bias), margin),
      );
  return {
    center: applyLayer(layer, center),
    // That pass rounds as well.
    radius: tf.add(tf.mul(reach, 1 + 2 * margin), underflowMargin),
  };
}

export function throughRelu({ center, radius }: Interval): Interval {
  return fromEnds(relu(tf.sub(center, radius)), relu(tf.add(center, radius)));
}

/** The box between two ends, a little wider, since neither centre nor radius may be a float32. */
export function boxBetween(lower: Tensor, upper: Tensor): Interval {
  const box = fromEnds(lower, upper);
  return { center: box.center, radius: tf.add(box.radius, tf.mul(largest(box), overshoot)) };
}

/** The largest magnitude in the box, |c| + r. */
export function largest({ center, radius }: Interval): Tensor {
  return tf.add(tf.abs(center), radius);
}

/** |W| x + |b|, of all that the network adds up where it computes the layer in parts. */
export function applyToSizes(layer: AffineLayer, x: Tensor): Tensor {
  const { kernel, bias, parts } = layer;
  return applyLayer(layer, x, parts?.kernelSize ?? magnitude(kernel), parts?.biasSize ?? tf.abs(bias));
}

/** Products that a layer sums up for one output. */
export function terms({ kernel, parts }: AffineLayer): number {
  return parts?.terms ?? kernel.shape.slice(0, -1).reduce((product, extent) => product * extent, 1);
}

/** A box of images as rows where the layer is dense. */
export function flattenedFor({ kernel }: AffineLayer, box: Interval): Interval {
  if (kernel.rank !== 2 || box.center.rank === 2) return box;
  return { center: flat(box.center), radius: flat(box.radius) };
}

/** Images as rows. */
export function flat(x: Tensor): Tensor2D {
  return tf.reshape(x, [x.shape[0]!, -1]);
}

/** An affine layer on images or on rows, or other weights in its place. */
export function applyLayer(layer: AffineLayer, x: Tensor, kernel = layer.kernel, bias = layer.bias): Tensor {
  return kernel.rank === 4 ? conv2d(x, kernel, bias, layer.stride ?? 1) : dense(x, kernel, bias);
}

function fromEnds(lower: Tensor, upper: Tensor): Interval {
  return { center: tf.mul(tf.add(lower, upper), 0.5), radius: tf.mul(tf.sub(upper, lower), 0.5) };
}

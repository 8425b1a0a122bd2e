/**
 * The sets that perturbations may not leave, and how to climb in them. A norm fills in three hooks of one loop: the
 * direction of steepest ascent, the projection P of Eq. 19, and a uniform random point. All of it is recordable.
 */
import { statelessNormal, statelessUniform, type Tensor, type Tensor4D, tf } from '@a2pd/tensor';
import { newestFrameMask } from '../newest-frame.js';

export interface Ball {
  /** The direction of unit norm along which a linear function of this gradient grows fastest; 0 where it is 0. */
  direction(gradient: Tensor4D): Tensor4D;
  /**
   * A function that clips candidates to the pixel bounds and then brings them back into the ball of this radius around
   * `origin`, which is within the bounds itself.
   * @param radius A float32 scalar where it changes from call to call of a compiled function.
   */
  projectionAround(origin: Tensor4D, radius: number | Tensor): (candidate: Tensor4D) => Tensor4D;
  /** A uniform random point of the ball; `seed` is int32[2]. May leave [0, 1]. */
  randomPoint(origin: Tensor4D, radius: number | Tensor, seed: Tensor): Tensor4D;
}

const linf: Ball = {
  direction: (gradient) => tf.sign(gradient),

  projectionAround(origin, radius) {
    // Both are clamps to intervals that share the origin, and so one clamp to what the intervals share.
    const lowest = tf.maximum(tf.sub(origin, radius), 0);
    const highest = tf.minimum(tf.add(origin, radius), 1);
    return (candidate) => tf.minimum(tf.maximum(candidate, lowest), highest);
  },

  randomPoint(origin, radius, seed) {
    const uniform = statelessUniform(origin.shape, seed) as Tensor4D;
    return tf.add(origin, tf.mul(tf.mul(tf.sub(uniform, 0.5), 2), radius));
  },
};

const l2: Ball = {
  direction: (gradient) => tf.div(gradient, tf.maximum(lengths(gradient), smallestLength)),

  projectionAround: (origin, radius) => (candidate) => {
    const offset = tf.sub<Tensor4D>(tf.clipByValue(candidate, 0, 1), origin);
    const shrink = tf.minimum(1, tf.div(radius, tf.maximum(lengths(offset), smallestLength)));
    return tf.add(origin, tf.mul(offset, shrink));
  },

  randomPoint(origin, radius, seed) {
    const [numObservations, height, width, channels] = origin.shape;
    const numPixels = height * width * channels;
    const direction = l2.direction(statelessNormal(origin.shape, seed) as Tensor4D);
    const uniform = statelessUniform(
      [numObservations, 1, 1, 1],
      tf.add(seed, tf.tensor1d([0, 1], 'int32')),
    ) as Tensor4D;
    const distance = tf.mul(tf.pow(uniform, 1 / numPixels), radius); // [N, 1, 1, 1]
    return tf.add<Tensor4D>(origin, tf.mul(direction, distance));
  },
};

export const balls: Readonly<Record<'linf' | 'l2', Ball>> = { linf, l2 };

/** The part of a ball in which all frames but the newest stay where they are. */
export function onNewestFrame(ball: Ball): Ball {
  const ofNewest = (change: Tensor4D): Tensor4D => tf.mul(change, newestFrameMask(change));
  return {
    direction: (gradient) => ball.direction(ofNewest(gradient)),
    projectionAround: ball.projectionAround,
    randomPoint: (origin, radius, seed) =>
      tf.add(origin, ofNewest(tf.sub(ball.randomPoint(origin, radius, seed), origin))),
  };
}

/** Below this a gradient or an offset counts as zero. */
const smallestLength = 1e-12;

/** float32[N, H, W, C] -> the Euclidean length of each, float32[N, 1, 1, 1]. */
function lengths(vectors: Tensor4D): Tensor4D {
  return tf.sqrt(tf.sum<Tensor4D>(tf.square(vectors), [1, 2, 3], true));
}

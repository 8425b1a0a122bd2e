/**
 * Layer normalisation (Ba et al., 2016): the units of each row, of all places and channels together, are brought to mean 0 and
 * variance 1; then each channel is scaled and shifted.
 */
import { type Tensor, tf } from '../tf.js';

/** Added to the variance, as PyTorch has it. */
const epsilon = 1e-5;

/** @param x float32[N, ..., channels]. @param scale float32[channels]. @param shift float32[channels]. @returns As x; differentiable twice. */
export function layerNorm<T extends Tensor>(x: T, scale: Tensor, shift: Tensor): T {
  const units = x.shape.map((_, axis) => axis).slice(1);
  const centred = tf.sub(x, tf.mean(x, units, true));
  const variance = tf.mean(tf.square(centred), units, true);
  return tf.add(tf.mul(centred, tf.mul(tf.rsqrt(tf.add(variance, epsilon)), scale)), shift) as T;
}

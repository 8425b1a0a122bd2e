/** How far a perturbed observation is from the clean one, by the three norms that attacks are bounded in. */
import { type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';

/** float32[N, H, W, C] twice -> float32[N]; the caller owns the result. */
export type Distance = (clean: Tensor4D, perturbed: Tensor4D) => Tensor1D;

export const distances: Readonly<Record<'linf' | 'l2' | 'l0', Distance>> = {
  /** The largest change of any pixel. */
  linf: (clean, perturbed) => tf.tidy(() => tf.max<Tensor1D>(tf.abs(tf.sub(clean, perturbed)), [1, 2, 3])),
  /** The Euclidean length of the change. */
  l2: (clean, perturbed) => tf.tidy(() => tf.sqrt(tf.sum<Tensor1D>(tf.square(tf.sub(clean, perturbed)), [1, 2, 3]))),
  /** How many pixels changed. */
  l0: (clean, perturbed) =>
    tf.tidy(() => tf.sum<Tensor1D>(tf.cast(tf.notEqual(clean, perturbed), 'float32'), [1, 2, 3])),
};

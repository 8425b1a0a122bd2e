/** Perturbations that a screen could show: a camera delivers bytes. */
import { type Tensor4D, tf } from '@a2pd/tensor';

/** How a perturbation came to be, as far as rounding minds. */
export interface Making {
  /** Radius in L-infinity, pixels in [0, 1]; none where there is none. */
  readonly epsilon?: number | undefined;
  /** So many additions to a pixel, each rounded to float32. */
  readonly steps?: number | undefined;
}

/** In grey levels: 3/255 reaches us as 2.99999 of them, and 0.00392 as 0.9996. */
const slack = 1e-4;

/**
 * Rounds each change to whole grey levels of 1/255, towards no change, so that the result stays inside the attack's ball;
 * where `clean` is of bytes, so is the result. Recordable.
 */
export function wholeGreyLevels(
  clean: Tensor4D,
  perturbed: Tensor4D,
  { epsilon = 1, steps = 1 }: Making = {},
): Tensor4D {
  const levels = tf.mul(tf.sub(perturbed, clean), 255);
  // Equal steps round the same way each time: that must not cost the attack a level, nor the slack gain it one.
  const lost = slack + 255 * steps * 2 ** -24;
  const most = Math.floor(255 * epsilon + slack);
  const size = tf.minimum(tf.floor(tf.add(tf.abs(levels), lost)), most);
  return tf.clipByValue(tf.add(clean, tf.div(tf.mul(tf.sign(levels), size), 255)), 0, 1);
}

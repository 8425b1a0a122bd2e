/** Perturbations that a screen could show: a camera delivers bytes. */
import { type Tensor4D, tf } from '@a2pd/tensor';

/**
 * Rounds each change to whole grey levels of 1/255, towards no change, so that the result stays inside the attack's ball;
 * where `clean` is of bytes, so is the result. Recordable.
 */
export function wholeGreyLevels(clean: Tensor4D, perturbed: Tensor4D): Tensor4D {
  const levels = tf.mul(tf.sub(perturbed, clean), 255);
  // 3/255 reaches us as 2.99999 levels: float32 must not cost the attack a level, nor 0.00392 (0.9996) gain it one.
  const size = tf.floor(tf.add(tf.abs(levels), 1e-4));
  return tf.clipByValue(tf.add(clean, tf.div(tf.mul(tf.sign(levels), size), 255)), 0, 1);
}

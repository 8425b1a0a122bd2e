/** Attacks that leave history alone: of the stack only the newest frame, the last channel, is theirs. */
import { type Tensor, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';

/** float32[C]: 1 for the newest frame, 0 for the older ones. */
export function newestFrameMask(stack: Tensor4D): Tensor1D {
  const numFrames = stack.shape[3];
  return tf.tensor1d(Array.from({ length: numFrames }, (_, frame) => (frame === numFrames - 1 ? 1 : 0)));
}

/** `clean` with the newest frame of `perturbed`; the older ones keep their bits. */
export function replaceNewestFrame(clean: Tensor4D, perturbed: Tensor4D): Tensor4D {
  const numOlder = clean.shape[3] - 1;
  const newest: Tensor = tf.slice(perturbed, [0, 0, 0, numOlder], [-1, -1, -1, 1]);
  return tf.concat([tf.slice(clean, [0, 0, 0, 0], [-1, -1, -1, numOlder]), newest as Tensor4D], 3);
}

import { type Tensor, tf } from '../tf.js';

type Save = (saved: Tensor[]) => void;

/** |x| of any shape; its gradient is dy · sign(x), one product, where TensorFlow.js compares, casts and selects. */
export const magnitude = tf.customGrad((x, save) => {
  (save as Save)([x as Tensor]);
  return {
    value: tf.abs(x as Tensor),
    gradFunc: (dy: Tensor, [input]: Tensor[]) => tf.mul(dy, tf.sign(input!)),
  };
}) as <T extends Tensor>(x: T) => T;

import { type Tensor, tf } from '../tf.js';
import { customGradient } from './custom-gradient.js';

/** |x| of any shape; its gradient is dy · sign(x), one product, where TensorFlow.js compares, casts and selects. */
export const magnitude = customGradient<Tensor, Tensor>((x, save) => {
  save([x]);
  return { value: tf.abs(x), gradFunc: (dy, [input]) => tf.mul(dy, tf.sign(input!)) };
}) as <T extends Tensor>(x: T) => T;

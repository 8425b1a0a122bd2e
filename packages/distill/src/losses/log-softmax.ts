/**
 * exp and log-softmax that can be differentiated twice. TensorFlow.js's own save their result for the gradient, and the tape
 * then loses the part of the second derivative that flows through it; these compute it anew from their input.
 */
import { type Tensor, type Tensor2D, tf } from '@a2pd/tensor';

/** e^x of any shape; differentiable any number of times. */
export const exp = tf.customGrad((x, save) => {
  (save as (saved: Tensor[]) => void)([x as Tensor]);
  return { value: tf.exp(x as Tensor), gradFunc: (dy: Tensor, [input]: Tensor[]) => tf.mul(dy, exp(input!)) };
}) as (x: Tensor) => Tensor;

/** The largest of each row as a constant: log-softmax does not depend on it, so neither do its derivatives. */
const constantMax = tf.customGrad((x) => {
  const { shape } = x as Tensor2D;
  return { value: tf.max(x as Tensor2D, 1, true), gradFunc: () => tf.zeros(shape) };
}) as (x: Tensor) => Tensor;

/** float32[B, A] -> float32[B, A], each row's logarithms of its softmax; differentiable any number of times. */
export function logSoftmax(logits: Tensor2D): Tensor2D {
  const shifted = tf.sub(logits, constantMax(logits));
  return tf.sub<Tensor2D>(shifted, tf.log(tf.sum(exp(shifted), 1, true)));
}

/**
 * exp, softplus and log-sum-exp that can be differentiated twice. TensorFlow.js's own save their result for the gradient,
 * and the tape then loses the part of the second derivative that flows through it; these compute it anew from their input.
 */
import { type Tensor, type Tensor1D, type Tensor2D, tf } from '../tf.js';
import { customGradient } from './custom-gradient.js';

/** e^x of any shape; differentiable any number of times. */
export const exp = customGradient<Tensor, Tensor>((x, save) => {
  save([x]);
  return { value: tf.exp(x), gradFunc: (dy, [input]) => tf.mul(dy, exp(input!)) };
}) as <T extends Tensor>(x: T) => T;

/** ln(1 + e^x) of any shape, to float32's relative precision however small; differentiable any number of times. */
export const softplus = customGradient<Tensor, Tensor>((x, save) => {
  save([x]);
  return { value: tf.softplus(x), gradFunc: (dy, [input]) => tf.mul(dy, sigmoid(input!)) };
}) as <T extends Tensor>(x: T) => T;

/** float32[B, A] -> float32[B], ln Σ e^x of each row; differentiable any number of times. */
export function logSumExp(logits: Tensor2D): Tensor1D {
  const largest = constantMax(logits);
  const sum = tf.sum<Tensor1D>(exp(tf.sub<Tensor2D>(logits, largest)), 1);
  return tf.add(tf.log(sum), tf.reshape(largest, [-1]));
}

/** 1 / (1 + e^-x), precise at both ends, where TensorFlow's kernel flattens out. */
function sigmoid(x: Tensor): Tensor {
  return exp(tf.neg(softplus(tf.neg(x))));
}

/** The largest of each row as a constant: ln Σ e^x does not depend on what is taken out and put back. */
const constantMax = customGradient((x: Tensor2D) => {
  const { shape } = x;
  return { value: tf.max<Tensor2D>(x, 1, true), gradFunc: () => tf.zeros(shape) };
});

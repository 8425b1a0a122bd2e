import { logSumExp, type Tensor2D, tf } from '@a2pd/tensor';

/** float32[B, A] -> float32[B, A], each row's logarithms of its softmax; differentiable any number of times. */
export function logSoftmax(logits: Tensor2D): Tensor2D {
  return tf.sub(logits, tf.reshape(logSumExp(logits), [-1, 1]));
}

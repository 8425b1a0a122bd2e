/** What a gradient attack climbs: the cross-entropy of the model's prescription against the label, H of Eq. 19. */
import { type Tensor, type Tensor1D, type Tensor2D, tf } from '@a2pd/tensor';

/**
 * Summed over the batch, so that each observation's gradient is its own whatever N is.
 * @param logits float32[N, A]
 * @param labels int32[N]
 * @returns float32 scalar
 */
export function summedCrossEntropy(logits: Tensor2D, labels: Tensor1D): Tensor {
  const isLabel = tf.oneHot(labels, logits.shape[1], 1, 0, 'float32');
  return tf.neg(tf.sum(tf.mul(isLabel, tf.logSoftmax(logits))));
}

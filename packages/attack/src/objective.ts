/** What a gradient attack climbs: the cross-entropy of the model's prescription against the label, H of Eq. 19. */
import { type Model, type Tensor, type Tensor1D, type Tensor2D, type Tensor4D, tf } from '@a2pd/tensor';

/**
 * Summed over the batch, so that each observation's gradient is its own whatever N is.
 * @param labels int32[N]
 * @returns float32 scalar
 */
export function summedCrossEntropy(model: Model, input: Tensor4D, labels: Tensor1D): Tensor {
  const logits = model.logits(input) as Tensor2D;
  const isLabel = tf.oneHot(labels, model.numActions, 1, 0, 'float32');
  return tf.neg(tf.sum(tf.mul(isLabel, tf.logSoftmax(logits))));
}

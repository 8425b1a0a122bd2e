/** When an attack has succeeded, as a number that attacks can compare: positive exactly where the goal is reached. */
import { type Tensor1D, type Tensor2D, tf } from '@a2pd/tensor';

/** Puts a logit out of any competition without the NaN that infinity would bring. */
const EXCLUDED = -1e30;

/**
 * Untargeted misclassification: the best other action's lead over the label's, in logits.
 * @param logits float32[N, A]
 * @param labels int32[N]
 * @returns float32[N]
 */
export function misclassificationMargin(logits: Tensor2D, labels: Tensor1D): Tensor1D {
  return tf.tidy(() => {
    const isLabel = tf.oneHot(labels, logits.shape[1], 1, 0, 'float32');
    const labelled = tf.sum<Tensor1D>(tf.mul(logits, isLabel), 1);
    const bestOther = tf.max<Tensor1D>(withoutLabel(logits, isLabel as Tensor2D), 1);
    return tf.sub(bestOther, labelled);
  });
}

/** `logits` with the label's out of any competition; all float32[N, A], `isLabel` of 0 and 1. */
export function withoutLabel(logits: Tensor2D, isLabel: Tensor2D): Tensor2D {
  return tf.add(logits, tf.mul(isLabel, EXCLUDED));
}

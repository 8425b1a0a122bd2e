/** When an attack has succeeded, as a number that attacks can compare: positive exactly where the goal is reached. */
import { actionLogits, type Tensor1D, type Tensor2D, tf } from '@a2pd/tensor';

/**
 * Untargeted misclassification: the best other action's lead over the label's, in logits.
 * @param logits float32[N, A]
 * @param labels int32[N]
 * @returns float32[N]
 */
export function misclassificationMargin(logits: Tensor2D, labels: Tensor1D): Tensor1D {
  return tf.tidy(() => {
    const { own, others } = actionLogits(logits, labels);
    return tf.sub(tf.max<Tensor1D>(others, 1), own);
  });
}

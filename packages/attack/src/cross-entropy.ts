import { logSumExp, softplus, type Tensor1D, type Tensor2D, tf } from '@a2pd/tensor';
import { withoutLabel } from './criterion.js';

/**
 * -log π(action), from the lead of the action over all others: unlike -logSoftmax, whose derivative at a lead of 17 logits
 * is rounded to 0 at the action itself, it and its gradient stay exact until e^-lead leaves float32 (a lead of some 87).
 * @param logits float32[N, A], A >= 2
 * @param actions int32[N]
 * @returns float32[N]
 */
export function negativeLogProbability(logits: Tensor2D, actions: Tensor1D): Tensor1D {
  const isAction = tf.oneHot(actions, logits.shape[1], 1, 0, 'float32') as Tensor2D;
  const own = tf.sum<Tensor1D>(tf.mul(logits, isAction), 1);
  return softplus(tf.sub<Tensor1D>(logSumExp(withoutLabel(logits, isAction)), own));
}

/** How sure a decision is at least. */
import { type Tensor1D, type Tensor2D, tf } from '@a2pd/tensor';

/** Keeps the label itself out of the competition. */
const excluded = 1e30;

/**
 * @param leads float32[N, A], of the label over each action
 * @param labels int32[N]
 * @returns float32[N], over the best other action
 */
export function smallestLead(leads: Tensor2D, labels: Tensor1D): Tensor1D {
  const isLabel = tf.oneHot(labels, leads.shape[1], 1, 0, 'float32');
  return tf.min<Tensor1D>(tf.add(leads, tf.mul(isLabel, excluded)), 1);
}

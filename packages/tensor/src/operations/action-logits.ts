/** Logits seen from one action of each row: its own on one side, those of all others on the other. */
import { type Tensor1D, type Tensor2D, tf } from '../tf.js';
import { logSumExp, softplus } from './exponentials.js';

/** Puts a logit out of any competition without the NaN that infinity would bring. */
const EXCLUDED = -1e30;

export interface ActionLogits {
  /** The action's logit, float32[N]. */
  readonly own: Tensor1D;
  /** The logits with the action's out of any competition, float32[N, A]. */
  readonly others: Tensor2D;
  /** 1 for every action but this, float32[N, A]. */
  readonly isOther: Tensor2D;
}

/** The entry of each row that stands for its action: float32[N] of float32[N, A] and int32[N]. */
export function entryOf(rows: Tensor2D, actions: Tensor1D): Tensor1D {
  return tf.sum(tf.mul(rows, oneHot(actions, rows.shape[1])), 1);
}

/** @param logits float32[N, A]. @param actions int32[N]. */
export function actionLogits(logits: Tensor2D, actions: Tensor1D): ActionLogits {
  const isAction = oneHot(actions, logits.shape[1]);
  const own = tf.sum<Tensor1D>(tf.mul(logits, isAction), 1);
  return { own, others: tf.add(logits, tf.mul(isAction, EXCLUDED)), isOther: tf.sub(1, isAction) };
}

/**
 * -log π(action), from the lead of the action over all others: unlike -logSoftmax, whose derivative at a lead of 17 logits
 * is rounded to 0 at the action itself, it and its gradient stay exact until e^-lead leaves float32 (a lead of some 87).
 * Differentiable any number of times.
 * @param logits float32[N, A], A >= 2
 * @param actions int32[N]
 * @returns float32[N]
 */
export function negativeLogProbability(logits: Tensor2D, actions: Tensor1D): Tensor1D {
  const { own, others } = actionLogits(logits, actions);
  return softplus(tf.sub<Tensor1D>(logSumExp(others), own));
}

function oneHot(actions: Tensor1D, numActions: number): Tensor2D {
  return tf.oneHot(actions, numActions, 1, 0, 'float32') as Tensor2D;
}

/**
 * The distillation losses as pure functions of the student's logits: cross-entropy and KL divergence (Eq. 1), and the
 * prescription gap maximisation of A2PD (Eq. 12). Each gives one value per observation; all are recordable and can be
 * differentiated twice.
 */
import { expectationError } from '@a2pd/core';
import { type Tensor1D, type Tensor2D, tf } from '@a2pd/tensor';
import { exp, logSoftmax } from './log-softmax.js';

/** Takes a logit out of a softmax without the NaN that infinity would bring. */
const EXCLUDED = -1e9;

/**
 * -log π(label).
 * @param logits float32[B, A]
 * @param labels int32[B]
 * @returns float32[B]
 */
export function crossEntropy(logits: Tensor2D, labels: Tensor1D): Tensor1D {
  const isLabel = oneHot(labels, logits.shape[1]);
  return tf.neg(tf.sum<Tensor1D>(tf.mul(isLabel, logSoftmax(logits)), 1));
}

/**
 * KL(πT ‖ πS), the policy distillation of Rusu et al. 2015.
 * @param logits float32[B, A] of the student
 * @param prescriptions float32[B, A], the teacher's probabilities
 * @returns float32[B]
 */
export function klDivergence(logits: Tensor2D, prescriptions: Tensor2D): Tensor1D {
  // πT log πT -> 0 as πT -> 0: the bound only keeps log from -infinity.
  const teacherLog = tf.log(tf.maximum(prescriptions, 1e-30));
  return tf.sum<Tensor1D>(tf.mul(prescriptions, tf.sub(teacherLog, logSoftmax(logits))), 1);
}

/**
 * -π(aT)^η · H(π restricted to a != aT), Eq. 12. The printed conditional π(a) / (1 - π(aT)) is 0/0 when π(aT) -> 1; it
 * equals a softmax over the other logits, which is what is computed. The minimum is -ln(A - 1).
 * @param logits float32[B, A], A >= 3
 * @param labels int32[B], aT
 * @param eta η in (0, 1]
 * @returns float32[B] in [-ln(A - 1), 0]
 * @throws A2pdError INVALID_ARGUMENT for two actions: only one other is left, its entropy is 0, and so is the loss.
 */
export function pgmLoss(logits: Tensor2D, labels: Tensor1D, eta: number): Tensor1D {
  const numActions = logits.shape[1];
  requireEnoughActions(numActions);
  const isLabel = oneHot(labels, numActions);
  const isOther = tf.sub(1, isLabel);
  const labelLog = tf.sum<Tensor1D>(tf.mul(isLabel, logSoftmax(logits)), 1); // log π(aT)
  const otherLogs = tf.mul(isOther, logSoftmax(tf.add(logits, tf.mul(isLabel, EXCLUDED))));
  const others = tf.mul(isOther, exp(otherLogs)); // π(a) / (1 - π(aT))
  const entropy = tf.neg(tf.sum<Tensor1D>(tf.mul(others, otherLogs), 1)); // H
  return tf.neg(tf.mul(exp(tf.mul(labelLog, eta)), entropy));
}

/** The least value that `pgmLoss` can take, -ln(A - 1); dividing by its absolute value puts every game in [-1, 0]. */
export function pgmMinimum(numActions: number): number {
  requireEnoughActions(numActions);
  return -Math.log(numActions - 1);
}

function requireEnoughActions(numActions: number): void {
  if (numActions >= 3) return;
  const remedy = 'with fewer, the PGM loss is always 0: distil by cross-entropy or kl';
  throw expectationError('INVALID_ARGUMENT', 'at least 3 actions', numActions, remedy);
}

function oneHot(labels: Tensor1D, numActions: number): Tensor2D {
  return tf.oneHot(labels, numActions, 1, 0, 'float32') as Tensor2D;
}

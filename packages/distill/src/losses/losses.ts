/**
 * The distillation losses as pure functions of the student's logits: KL divergence (Eq. 1) and the prescription gap
 * maximisation of A2PD (Eq. 12); cross-entropy is @a2pd/tensor's negativeLogProbability. Each gives one value per observation;
 * all are recordable and can be differentiated twice, and values and derivatives keep float32's relative precision from
 * π(aT) = 1e-30 to 1 - 1e-7, however unequal the other actions are.
 */
import { expectationError } from '@a2pd/core';
import { actionLogits, customGradient, exp, logSumExp, softplus, type Tensor1D, type Tensor2D, tf } from '@a2pd/tensor';
import { logSoftmax } from './log-softmax.js';

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

/** KL(p ‖ q) of each row; from float32[B, A] of log p and log q to float32[B], differentiable in both. */
export function divergence(logP: Tensor2D, logQ: Tensor2D): Tensor1D {
  return tf.sum<Tensor1D>(tf.mul(exp(logP), tf.sub(logP, logQ)), 1);
}

/**
 * -π(aT)^η · H(π restricted to a != aT), Eq. 12. The printed conditional q(a) = π(a) / (1 - π(aT)) is 0/0 when π(aT) -> 1; it
 * equals a softmax over the other logits, which is what is computed. Where one other action dominates, its q rounds to 1 and
 * its part of H to 0: so its logarithm comes from the others' share, and q itself is never formed. The minimum is -ln(A - 1).
 * @param logits float32[B, A], A >= 3
 * @param labels int32[B], aT
 * @param eta η in (0, 1]
 * @returns float32[B] in [-ln(A - 1), 0]
 * @throws A2pdError INVALID_ARGUMENT for two actions: only one other is left, its entropy is 0, and so is the loss.
 */
export function pgmLoss(logits: Tensor2D, labels: Tensor1D, eta: number): Tensor1D {
  const { oddsAgainst, entropy } = labelAndOthers(logits, labels);
  return weightedEntropy(oddsAgainst, entropy, eta);
}

/**
 * The same with the label's share at its worst, -π_worst(aT)^η · H(π restricted to a != aT). The entropy stays that of the clean
 * logits: of the worst ones it could grow, where bounds of unlikely actions are loose, and the loss would fall.
 * @param worst float32[B, A], for each action a bound on what its logit gains on the label's
 * @returns float32[B], at least `pgmLoss`
 * @throws as `pgmLoss`
 */
export function worstSharePgmLoss(logits: Tensor2D, worst: Tensor2D, labels: Tensor1D, eta: number): Tensor1D {
  return weightedEntropy(labelAndOthers(worst, labels).oddsAgainst, labelAndOthers(logits, labels).entropy, eta);
}

/** ln((1 - π(aT)) / π(aT)), and the entropy of the others' shares among themselves; float32[B] both. */
function labelAndOthers(logits: Tensor2D, labels: Tensor1D): { oddsAgainst: Tensor1D; entropy: Tensor1D } {
  requireEnoughActions(logits.shape[1]);
  const { own, others, isOther } = actionLogits(logits, labels);
  const { own: largest, others: rest, isOther: isRest } = actionLogits(others, likeliest(others));
  const lead = tf.reshape(largest, [-1, 1]);
  const largestLog = softplus(logSumExp(tf.sub<Tensor2D>(rest, lead))); // -ln q of the likeliest other: it may be tiny
  const isOfRest = tf.mul(isRest, isOther);
  const behind = tf.mul<Tensor2D>(isOfRest, tf.sub(logits, lead)); // ln q(a) - ln q of the likeliest, at most 0
  const shares = tf.mul(isOfRest, exp(tf.sub<Tensor2D>(behind, tf.reshape(largestLog, [-1, 1])))); // q(a)
  const entropy = tf.sub<Tensor1D>(largestLog, tf.sum(tf.mul(shares, behind), 1)); // H, of terms that are all >= 0
  const oddsAgainst = tf.add<Tensor1D>(tf.sub(largest, own), largestLog); // 1 - π would cancel where π -> 1
  return { oddsAgainst, entropy };
}

function weightedEntropy(oddsAgainst: Tensor1D, entropy: Tensor1D, eta: number): Tensor1D {
  return tf.neg(tf.mul(exp(tf.mul(softplus(oddsAgainst), -eta)), entropy)); // log π(aT) = -softplus
}

/** Each row's largest entry, int32[B], as a constant: which one it is has no derivative. */
const likeliest = customGradient((x: Tensor2D) => {
  const { shape } = x;
  return { value: tf.argMax(x, 1).toInt() as Tensor1D, gradFunc: () => tf.zeros(shape) };
});

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

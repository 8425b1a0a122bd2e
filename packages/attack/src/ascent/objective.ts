/** What gradient attacks climb: numbers of each observation's logits that grow as the policy is led astray. */
import {
  entryOf,
  type Model,
  negativeLogProbability,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tf,
} from '@a2pd/tensor';
import { misclassificationMargin } from '../criterion.js';
import type { Aim } from '../setting.js';
import { kthLargest } from './kth-largest.js';

/** What an objective may know of the batch under attack. */
export interface Situation {
  /** float32[N, H, W, C]. */
  readonly clean: Tensor4D;
  /** int32[N], the actions to lead away from. */
  readonly labels: Tensor1D;
  /** int32[N], the actions to lead to, for those who want one. */
  readonly targets: Tensor1D;
}

/** Prepares what a whole climb shares, and returns the function of float32[N, A] logits to climb, float32[N]. */
export type Objective = (situation: Situation) => (logits: Tensor2D) => Tensor1D;

/** The objective, or with `towards` its opposite: what falls as the policy leaves the label grows as it comes to it. */
export function aimed(objective: Objective, aim: Aim): Objective {
  if (aim === 'away') return objective;
  return (situation) => {
    const value = objective(situation);
    return (logits) => tf.neg(value(logits));
  };
}

/** Keeps a logarithm and a quotient finite; far below any difference of logits that float32 resolves. */
const tiny = 1e-12;

/** H of Eq. 19: the cross-entropy of the prescription against the label. */
export const crossEntropy: Objective = ({ labels }) => {
  return (logits) => negativeLogProbability(logits, labels);
};

/** Keras's epsilon. */
const kerasClip = 1e-7;

/**
 * The same as Keras takes it of a softmax's output: of π(label) cut to [1e-7, 1 - 1e-7], which has no slope where the policy
 * is certain. For setting beside figures that were measured so; what withstands this alone hides its gradient.
 */
export const clippedCrossEntropy: Objective = ({ labels }) => {
  return (logits) => {
    const probability = entryOf(tf.softmax(logits), labels);
    return tf.neg(tf.log(tf.clipByValue(probability, kerasClip, 1 - kerasClip)));
  };
};

/** log π(target), for JSMA: it ranks pixels as π(target) does, and does not underflow. */
export const targetLogProbability: Objective = ({ targets }) => {
  return (logits) => tf.neg(negativeLogProbability(logits, targets));
};

/** f6 of Carlini & Wagner 2017 without its bound: the best other action's lead, whatever its scale. */
export const margin: Objective = ({ labels }) => {
  return (logits) => misclassificationMargin(logits, labels);
};

/** Difference of logits ratio (Croce & Hein 2020, Eq. 6): the margin in units that scaling the logits cannot change. */
export const differenceOfLogitsRatio: Objective = ({ labels }) => {
  return (logits) => {
    // With two actions the ratio is constant, so the margin itself remains.
    if (logits.shape[1] < 3) return misclassificationMargin(logits, labels);
    const spread = tf.sub(kthLargest(logits, 1), kthLargest(logits, 3));
    return tf.div(misclassificationMargin(logits, labels), tf.add(spread, tiny));
  };
};

/** The targeted ratio (Croce & Hein 2020, Eq. 7); with three actions, which have no fourth, the third stands for both. */
export const targetedLogitsRatio: Objective = ({ labels, targets }) => {
  return (logits) => {
    const lead = tf.sub<Tensor1D>(entryOf(logits, targets), entryOf(logits, labels));
    const numActions = logits.shape[1];
    if (numActions < 3) return lead;
    const third = kthLargest(logits, 3);
    const low = numActions < 4 ? third : tf.div(tf.add(third, kthLargest(logits, 4)), 2);
    return tf.div(lead, tf.add(tf.sub(kthLargest(logits, 1), low), tiny));
  };
};

/**
 * MinQ (Pattanaik et al. 2018): the value that the critic expects to lose, Σ π(a|ŝ) (max Q(s) - Q(s, a)). Its logarithm grows
 * with it, and its gradient does not vanish where π is certain.
 */
export function expectedRegret(critic: Model): Objective {
  return ({ clean }) => {
    const qValues = critic.logits(clean) as Tensor2D; // true up to the temperature, which changes no direction
    const regrets = tf.sub(tf.max(qValues, 1, true), qValues);
    const logRegrets = tf.log(tf.add(regrets, tiny));
    return (logits) => tf.sub<Tensor1D>(tf.logSumExp(tf.add(logits, logRegrets), 1), tf.logSumExp(logits, 1));
  };
}

/** MaxDiff (Zhang et al. 2020): KL of the clean prescription from the attacked one. */
export function divergence(model: Model): Objective {
  return ({ clean }) => {
    const logProbabilities = tf.logSoftmax(model.logits(clean) as Tensor2D);
    const probabilities = tf.exp(logProbabilities);
    return (logits) => tf.sum(tf.mul(probabilities, tf.sub(logProbabilities, tf.logSoftmax(logits))), 1);
  };
}

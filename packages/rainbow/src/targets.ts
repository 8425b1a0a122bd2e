/** What a batch's actions should have been worth: the right-hand side of Rainbow's and DQN's loss. */
import { type Tensor, type Tensor1D, tf } from '@a2pd/tensor';
import type { Architecture } from './architecture.js';
import { projectDistribution } from './distributional.js';
import { expectedReturns } from './network.js';

/**
 * @param selecting logits at s_{t+n} of the network that chooses a*: the online one for double Q-learning
 *   (van Hasselt et al., 2016), else the target network. float32[B, numActions, numAtoms].
 * @param rating logits at s_{t+n} of the target network; same shape.
 * @returns float32[B, numAtoms]: the projected distribution of R + discount·Z(s', a*), or R + discount·Q(s', a*).
 */
export function bootstrapTargets(
  architecture: Architecture,
  selecting: Tensor,
  rating: Tensor,
  returns: Tensor,
  discounts: Tensor,
): Tensor {
  const bestActions = tf.argMax(expectedReturns(architecture, selecting), 1) as Tensor1D;
  const chosen = chooseActions(rating, bestActions);
  if (architecture.distributional) {
    return projectDistribution(tf.softmax(chosen), returns, discounts, architecture);
  }
  return tf.add(tf.reshape(returns, [-1, 1]), tf.mul(tf.reshape(discounts, [-1, 1]), chosen));
}

/** values[b, actions[b], :]. @param values float32[B, numActions, N]. @param actions int32[B]. @returns float32[B, N]. */
export function chooseActions(values: Tensor, actions: Tensor1D): Tensor {
  const numActions = values.shape[1]!;
  const isChosen = tf.reshape(tf.oneHot(actions, numActions, 1, 0, 'float32'), [-1, numActions, 1]);
  return tf.sum(tf.mul(values, isChosen), 1);
}

/** Huber's loss with threshold 1: x²/2 near zero, |x| - 1/2 beyond (DQN's clipped error). */
export function huber(error: Tensor): Tensor {
  const magnitude = tf.abs(error);
  const quadratic = tf.minimum(magnitude, 1);
  return tf.add(tf.mul(0.5, tf.square(quadratic)), tf.sub(magnitude, quadratic));
}

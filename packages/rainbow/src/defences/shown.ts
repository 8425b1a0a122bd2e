/** What a network is shown in place of observations, by a defence that attacks some of them. */
import { statelessUniform, type Tensor, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import type { Defence, Network } from './defence.js';

/** @param input float32[B, 84, 84, 4]. @param seed int32[2]. @returns The same with some rows attacked; recordable. */
export function shownTo(network: Network, input: Tensor4D, defence: Defence, epsilon: Tensor, seed: Tensor): Tensor4D {
  const { perturb, replacedShare } = defence;
  if (!perturb || replacedShare === 0) return input;
  const bestActions = tf.argMax(network.qValues(input), 1).toInt() as Tensor1D;
  const attacked = perturb(network, { input, bestActions, epsilon, seed });
  const draws = statelessUniform([input.shape[0], 1, 1, 1], tf.add(seed, tf.tensor1d([0, 1], 'int32')));
  const isAttacked = tf.cast(tf.less(draws, replacedShare), 'float32');
  return tf.add(input, tf.mul(isAttacked, tf.sub(attacked, input)));
}

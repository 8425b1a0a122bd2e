/**
 * RADIAL-DQN, its second approach (Oikarinen et al. 2021): the intervals of Q that a perturbation can reach may not overlap, in
 * proportion to what it would cost to mistake one action for another.
 */
import { type Interval, pixelBox, throughAffine, throughRelu } from '@a2pd/bounds';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from '@a2pd/tensor';
import { z } from 'zod';
import { defineDefence, type Network } from './defence.js';
import { kappa } from './hyperparameters.js';

export const radial = defineDefence({
  name: 'radial',
  summary: 'overlap of the intervals of Q within epsilon, weighted by how much worse each action is',
  source: 'Oikarinen et al. 2021, RADIAL-DQN (approach 2)',
  // Theirs is 0.8 of the TD loss and 0.2 of this term: the same up to a factor, to which Adam is indifferent.
  schema: z.object({ kappa: kappa.default(0.25) }),
  knowsDistributions: false,
  term:
    ({ kappa }) =>
    (network, { input, actions, qValues, epsilon }) => {
      const { center, radius } = boundsOf(network, input, epsilon);
      const isTaken = tf.oneHot(actions, network.numActions, 1, 0, 'float32') as Tensor2D;
      const ofTaken = (values: Tensor) => tf.sum(tf.mul(values, isTaken), 1, true);
      const worse = tf.maximum(tf.sub(ofTaken(qValues), qValues), 0); // q_a
      const overlap = tf.sub(tf.add(center, radius), ofTaken(tf.sub(center, radius))); // upper_a - lower_a*
      const excess = tf.maximum(tf.add(overlap, tf.mul(worse, 0.5)), 0);
      return tf.mul(tf.sum(tf.mul(worse, excess), 1), kappa);
    },
});

/** Each action's interval by itself, up to the value of the state, which is common to all. */
function boundsOf(network: Network, input: Tensor4D, epsilon: Tensor): Interval {
  const [first, ...rest] = network.layers();
  const through = (box: Interval, layer: (typeof rest)[number]) => throughAffine(box, layer, false);
  return rest.reduce((box, layer) => through(throughRelu(box), layer), through(pixelBox(input, epsilon), first!));
}

// A defence of one's own, for training on the game: what noise within epsilon changes of Q is held against the network.
// a2pd train --plugin docs/examples/smooth-values.mjs --game pong --run smooth --hyperparameters dqn-two-cores --defence smooth-values
import { defineDefence } from '@a2pd/rainbow';
import { statelessUniform, tf } from '@a2pd/tensor';
import { z } from 'zod';

export const smoothValues = defineDefence({
  name: 'smooth-values',
  summary: 'squared change of Q under noise within epsilon',
  source: 'an example',
  schema: z.object({ kappa: z.number().positive().describe('weight of the term beside the TD loss').default(0.1) }),
  knowsDistributions: true,
  perturb:
    () =>
    (_network, { input, epsilon, seed }) => {
      const noise = tf.sub(tf.mul(statelessUniform(input.shape, seed), 2), 1);
      return tf.clipByValue(tf.add(input, tf.mul(noise, epsilon)), 0, 1);
    },
  term:
    ({ kappa }) =>
    (network, { perturbed, qValues }) =>
      tf.mul(tf.sum(tf.squaredDifference(network.qValues(perturbed), qValues), 1), kappa), // float32[B]
});

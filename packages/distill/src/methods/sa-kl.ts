/**
 * State-adversarial regularisation: the student's prescription may not move within the ball, whatever the teacher says.
 * Deviation: Zhang et al. regularise reinforcement learning; here the same term stands beside cross-entropy.
 */
import { createAttack } from '@a2pd/attack';
import { negativeLogProbability, tf } from '@a2pd/tensor';
import { z } from 'zod';
import { logSoftmax } from '../losses/log-softmax.js';
import { divergence } from '../losses/losses.js';
import { epsilon, steps } from './hyperparameters.js';
import { defineMethod } from './method.js';

export const saKl = defineMethod({
  summary: 'cross-entropy + kappa x KL from clean to PGD-perturbed prescription (kappa, epsilon, steps)',
  source: 'Zhang et al. 2020, SA-MDP; inner maximisation by PGD',
  schema: z.strictObject({
    name: z.literal('sa-kl'),
    /** Weight of the regulariser. */
    kappa: z.number().min(0).describe('weight of the state-adversarial term').default(1),
    epsilon,
    steps: steps.default(10),
  }),
  objective:
    ({ kappa }) =>
    (forward, { input, perturbed, labels }) => {
      const clean = forward(input);
      const moved = divergence(logSoftmax(clean), logSoftmax(forward(perturbed)));
      return tf.add(tf.mean(negativeLogProbability(clean, labels)), tf.mul(tf.mean(moved), kappa));
    },
  adversary: ({ epsilon, steps }, student) => createAttack({ name: 'maxdiff', epsilon, steps }, student),
});

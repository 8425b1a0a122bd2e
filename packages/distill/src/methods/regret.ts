/**
 * Safe only where it matters: the worst logit of each action is pushed below the label's in proportion to what that action would
 * cost by the teacher's Q, so that no capacity is spent on a margin between equals. The clean loss imitates the softened Q.
 */
import { softplus, type Tensor1D, tf } from '@a2pd/tensor';
import { z } from 'zod';
import { klDivergence } from '../losses/losses.js';
import { epsilon, worstShare } from './hyperparameters.js';
import { defineMethod } from './method.js';
import { onBounds } from './on-bounds.js';

export const regret = defineMethod({
  summary:
    'KL from softmax(Q / temperature), and the worst logits by what each action costs (epsilon, kappa, temperature)',
  source: "this project, after RADIAL's weights (Oikarinen et al. 2021)",
  schema: z.strictObject({
    name: z.literal('regret'),
    epsilon,
    kappa: worstShare,
    /** τ, in units of the teacher's Q: what a difference of returns must be to matter. */
    temperature: z.number().positive().describe("of regret's costs, in units of Q").default(0.05),
  }),
  objective: (config) =>
    onBounds(
      config,
      (logits, { qValues }) => klDivergence(logits, tf.softmax(tf.div(qValues, config.temperature))),
      (worst, { qValues }) => {
        const costs = tf.div(tf.sub(tf.max(qValues, 1, true), qValues), config.temperature); // r_a / τ
        return tf.sum<Tensor1D>(tf.mul(costs, softplus(worst)), 1);
      },
    ),
  provedRadius: ({ epsilon }) => epsilon,
});

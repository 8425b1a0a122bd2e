/**
 * As `ibp`, with tighter worst logits: one pass back from the leads through linear bounds of every ReLU, over intervals of the
 * hidden layers. It costs a backward pass for each action.
 */
import { crownIbpLeads, worstLogits } from '@a2pd/bounds';
import { negativeLogProbability, tf } from '@a2pd/tensor';
import { z } from 'zod';
import { epsilon, worstShare } from './hyperparameters.js';
import { defineMethod } from './method.js';
import { mixed, radiusAt } from './on-bounds.js';

export const crownIbp = defineMethod({
  summary: 'cross-entropy, (1 - kappa) clean + kappa on worst logits by CROWN over intervals (epsilon, kappa)',
  source: 'Zhang et al. 2020, CROWN-IBP',
  schema: z.strictObject({ name: z.literal('crown-ibp'), epsilon, kappa: worstShare }),
  objective:
    ({ epsilon, kappa }) =>
    (forward, { input, labels, progress }, layers) => {
      // Rounding is accounted for when the student is certified.
      const leads = crownIbpLeads({ layers }, input, labels, radiusAt(progress, epsilon), { rounding: false });
      return mixed(
        negativeLogProbability(forward(input), labels),
        negativeLogProbability(worstLogits(leads), labels),
        tf.mul(progress, kappa),
      );
    },
  provedRadius: ({ epsilon }) => epsilon,
});

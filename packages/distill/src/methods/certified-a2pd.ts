/**
 * The paper's own objective made certain: its prescription gap is maximised as it is and as it would be at worst anywhere in the
 * ball, bounded below, where Eq. 11 follows the slope at one point. Still no adversary.
 */
import { z } from 'zod';
import { pgmLoss } from '../losses/losses.js';
import { epsilon, eta, worstShare } from './hyperparameters.js';
import { defineMethod } from './method.js';
import { onBounds } from './on-bounds.js';

export const certifiedA2pd = defineMethod({
  summary: 'prescription gap maximisation, (1 - kappa) clean + kappa at worst by intervals (epsilon, kappa, eta)',
  source: 'this project, after Qu et al., Eq. 12',
  schema: z.strictObject({ name: z.literal('certified-a2pd'), epsilon, kappa: worstShare, eta }),
  objective(config) {
    const gap: Parameters<typeof onBounds>[1] = (logits, { labels }) => pgmLoss(logits, labels, config.eta);
    return onBounds(config, gap, gap);
  },
  provedRadius: ({ epsilon }) => epsilon,
});

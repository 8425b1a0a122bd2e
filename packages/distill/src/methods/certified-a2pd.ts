/**
 * The paper's own objective made certain: its prescription gap is maximised with the label's share as it is, and as it would be at
 * worst anywhere in the ball, bounded below, where Eq. 11 follows the slope at one point. Still no adversary.
 */
import { z } from 'zod';
import { pgmLoss, worstSharePgmLoss } from '../losses/losses.js';
import { epsilon, eta, worstShare } from './hyperparameters.js';
import { defineMethod } from './method.js';
import { onBounds } from './on-bounds.js';

export const certifiedA2pd = defineMethod({
  summary:
    'prescription gap maximisation, kappa of it with the share of the action at worst by intervals (epsilon, kappa, eta)',
  source: 'this project, after Qu et al., Eq. 12',
  schema: z.strictObject({ name: z.literal('certified-a2pd'), epsilon, kappa: worstShare, eta }),
  objective: (config) =>
    onBounds(
      config,
      (logits, { labels }) => pgmLoss(logits, labels, config.eta),
      (worst, { labels }, logits) => worstSharePgmLoss(logits, worst, labels, config.eta),
    ),
  provedRadius: ({ epsilon }) => epsilon,
});

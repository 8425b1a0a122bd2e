/** Cross-entropy on the worst logits that interval bounds allow, beside that on the clean ones. */
import { negativeLogProbability } from '@a2pd/tensor';
import { z } from 'zod';
import { epsilon, worstShare } from './hyperparameters.js';
import { defineMethod } from './method.js';
import { onBounds, type RowLoss } from './on-bounds.js';

const crossEntropy: RowLoss = (logits, { labels }) => negativeLogProbability(logits, labels);

export const ibp = defineMethod({
  summary: 'cross-entropy, (1 - kappa) clean + kappa on worst logits by intervals (epsilon, kappa)',
  source: 'Gowal et al. 2018',
  schema: z.strictObject({ name: z.literal('ibp'), epsilon, kappa: worstShare }),
  objective: (config) => onBounds(config, crossEntropy, crossEntropy),
  provedRadius: ({ epsilon }) => epsilon,
});

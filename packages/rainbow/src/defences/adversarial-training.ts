/**
 * Adversarial training: half of what the agent sees is attacked while it acts, and half of what it replays while it learns.
 * Deviation: the replay holds what the game showed, whose frames are stored once, and a replayed observation is attacked anew, by
 * the network as it has become; theirs remembers the attacks of its time.
 */
import { crossEntropy } from '@a2pd/attack';
import { z } from 'zod';
import { searchWithin } from './adversary.js';
import { defineDefence } from './defence.js';
import { steps } from './hyperparameters.js';

export const adversarialTraining = defineDefence({
  name: 'adversarial-training',
  summary: 'half of the observations attacked by PGD, those acted on and those learned from',
  source: 'Behzadan and Munir 2017',
  schema: z.object({
    attackedShare: z.number().gt(0).max(1).describe('share of the observations that are attacked').default(0.5),
    steps,
  }),
  knowsDistributions: true,
  perturb: ({ steps }) => searchWithin(crossEntropy, steps),
  replacedShare: ({ attackedShare }) => attackedShare,
});

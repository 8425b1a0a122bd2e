/** Momentum PGD (Dong et al. 2018): each step goes along a velocity of L1-normalised gradients. */
import { z } from 'zod';
import { climbing } from '../ascent/climb.js';
import { crossEntropy } from '../ascent/objective.js';
import { climbOptions, requireSoundAscent } from '../ascent/options.js';
import { defineAttack } from '../define-attack.js';
import { climbLabel, rounded, startParts } from '../label.js';

export const momentum = defineAttack({
  name: 'momentum',
  summary: 'PGD whose steps keep their velocity',
  source: 'Dong et al. 2018',
  knows: 'gradients',
  cost: 'R · K · (f + b)',
  canAim: true,
  schema: z
    .strictObject({
      ...climbOptions,
      // Dong et al. keep all of it.
      decay: z.number().min(0).max(1).describe('share of the velocity that a step keeps').default(1),
    })
    .superRefine(requireSoundAscent),
  label: (config) =>
    climbLabel('Momentum PGD', config, [
      ...(config.decay === 1 ? [] : [`decay ${rounded(config.decay)}`]),
      ...startParts(config),
    ]),
  create: (config, setting) =>
    climbing({ name: 'momentum', objective: crossEntropy, decay: config.decay }, config, setting),
});

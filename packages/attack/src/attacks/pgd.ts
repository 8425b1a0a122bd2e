/** Projected gradient descent (Madry et al. 2018) on the cross-entropy: Eq. 19 of the paper. */
import { z } from 'zod';
import { climbing } from '../ascent/climb.js';
import { crossEntropy } from '../ascent/objective.js';
import { climbOptions, requireSoundAscent } from '../ascent/options.js';
import { defineAttack } from '../define-attack.js';
import { climbLabel, startParts } from '../label.js';

export const pgd = defineAttack({
  name: 'pgd',
  summary: 'K steps, projected into the ball (Eq. 19)',
  source: 'Madry et al. 2018',
  knows: 'gradients',
  cost: 'R · K · (f + b)',
  canAim: true,
  schema: z.strictObject(climbOptions).superRefine(requireSoundAscent),
  label: (config) => climbLabel('PGD', config, startParts(config)),
  create: (config, setting) => climbing({ name: 'pgd', objective: crossEntropy }, config, setting),
});

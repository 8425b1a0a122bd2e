/** PGD on the cross-entropy of a probability cut to [1e-7, 1 - 1e-7], as Keras takes it and ART with it. */
import { z } from 'zod';
import { climbing } from '../ascent/climb.js';
import { clippedCrossEntropy } from '../ascent/objective.js';
import { climbOptions, requireSoundAscent } from '../ascent/options.js';
import { defineAttack } from '../define-attack.js';
import { climbLabel, startParts } from '../label.js';

export const clippedPgd = defineAttack({
  name: 'clipped-pgd',
  summary: 'PGD as of Keras: blind where π is certain',
  source: 'Keras 2, ART',
  knows: 'gradients',
  cost: 'R · K · (f + b)',
  canAim: true,
  schema: z.strictObject(climbOptions).superRefine(requireSoundAscent),
  label: (config) => climbLabel('Clipped PGD', config, startParts(config)),
  create: (config, setting) => climbing({ name: 'clipped-pgd', objective: clippedCrossEntropy }, config, setting),
});

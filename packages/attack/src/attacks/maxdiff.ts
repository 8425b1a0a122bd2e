/** MaxDiff (Zhang et al. 2020): PGD on the divergence of the clean prescription from the attacked one. */
import { z } from 'zod';
import { climbing } from '../ascent/climb.js';
import { divergence } from '../ascent/objective.js';
import { climbOptions, requireSoundAscent } from '../ascent/options.js';
import { defineAttack } from '../define-attack.js';
import { climbLabel } from '../label.js';

/** Madry et al.'s choice where the start is always random. */
const reach = 2.5;

export const maxdiff = defineAttack({
  name: 'maxdiff',
  summary: 'PGD on KL(clean prescription, attacked)',
  source: 'Zhang et al. 2020',
  knows: 'gradients',
  // What the clean input is prescribed is asked anew every ten steps.
  cost: 'R · K · (1.1 · f + b)',
  schema: z
    .strictObject({
      ...climbOptions,
      randomStart: climbOptions.randomStart
        .unwrap()
        .refine((isRandom) => isRandom, 'must be true: at the clean observation the divergence has no slope')
        .default(true),
    })
    .superRefine(requireSoundAscent),
  label: (config) => climbLabel('MaxDiff', config),
  create(config, setting) {
    const objective = divergence(setting.model);
    return climbing({ name: 'maxdiff', objective, judge: objective, reach }, config, setting);
  },
});

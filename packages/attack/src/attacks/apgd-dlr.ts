/** Auto-PGD on the difference of logits ratio, which no scaling of the logits blunts (Croce & Hein 2020, Eq. 6). */
import { z } from 'zod';
import { autoPgd } from '../ascent/auto-pgd.js';
import { differenceOfLogitsRatio } from '../ascent/objective.js';
import { autoOptions, requireSoundAscent } from '../ascent/options.js';
import { defineAttack } from '../define-attack.js';
import { autoLabel } from '../label.js';

export const apgdDlr = defineAttack({
  name: 'apgd-dlr',
  summary: 'the same on the ratio of logit differences',
  source: 'Croce & Hein 2020, Eq. 6',
  knows: 'gradients',
  cost: 'R · (K + 1) · (f + b)',
  schema: z.strictObject(autoOptions).superRefine(requireSoundAscent),
  label: (config) => autoLabel('APGD-DLR', config),
  create: (config, setting) => autoPgd({ name: 'apgd-dlr', objective: differenceOfLogitsRatio }, config, setting),
});

/** Auto-PGD on the targeted ratio, for each of the likeliest wrong actions in turn (Croce & Hein 2020, Eq. 7). */
import { z } from 'zod';
import { autoPgd } from '../ascent/auto-pgd.js';
import { targetedLogitsRatio } from '../ascent/objective.js';
import { autoOptions, requireSoundAscent } from '../ascent/options.js';
import { defineAttack } from '../define-attack.js';
import { autoLabel } from '../label.js';

/** AutoAttack's number. */
const defaultTargets = 9;

export const apgdTargeted = defineAttack({
  name: 'apgd-targeted',
  summary: 'the same towards each likely wrong action',
  source: 'Croce & Hein 2020, Eq. 7',
  knows: 'gradients',
  cost: 'T · R · (K + 1) · (f + b)',
  schema: z
    .strictObject({
      ...autoOptions,
      targets: z.int().min(1).describe('wrong actions tried, or as many as there are').default(defaultTargets),
    })
    .superRefine(requireSoundAscent),
  label: (config) =>
    autoLabel('APGD-targeted', config, config.targets === defaultTargets ? [] : [`${config.targets} targets`]),
  create: (config, setting) =>
    autoPgd({ name: 'apgd-targeted', objective: targetedLogitsRatio, targets: config.targets }, config, setting),
});

/** Auto-PGD (Croce & Hein 2020) on the cross-entropy. */
import { z } from 'zod';
import { autoPgd } from '../ascent/auto-pgd.js';
import { crossEntropy } from '../ascent/objective.js';
import { autoOptions, requireSoundAscent } from '../ascent/options.js';
import { defineAttack } from '../define-attack.js';
import { autoLabel } from '../label.js';

export const apgdCe = defineAttack({
  name: 'apgd-ce',
  summary: 'PGD that finds its own step sizes, on cross-entropy',
  source: 'Croce & Hein 2020',
  knows: 'gradients',
  cost: 'R · (K + 1) · (f + b)',
  canAim: true,
  schema: z.strictObject(autoOptions).superRefine(requireSoundAscent),
  label: (config) => autoLabel('APGD-CE', config),
  create: (config, setting) => autoPgd({ name: 'apgd-ce', objective: crossEntropy }, config, setting),
});

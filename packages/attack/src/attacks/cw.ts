/** PGD on the margin: the best other logit minus the label's (f6 of Carlini & Wagner 2017). */
import { z } from 'zod';
import { climbing } from '../ascent/climb.js';
import { margin } from '../ascent/objective.js';
import { climbOptions, requireSoundAscent } from '../ascent/options.js';
import { defineAttack } from '../define-attack.js';
import { climbLabel, startParts } from '../label.js';

export const cw = defineAttack({
  name: 'cw',
  summary: "PGD on the margin of Carlini & Wagner's f6",
  source: 'Carlini & Wagner 2017',
  knows: 'gradients',
  cost: 'R · K · (f + b)',
  canAim: true,
  schema: z.strictObject(climbOptions).superRefine(requireSoundAscent),
  label: (config) => climbLabel('CW margin', config, startParts(config)),
  create: (config, setting) => climbing({ name: 'cw', objective: margin }, config, setting),
});

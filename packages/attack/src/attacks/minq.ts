/** MinQ (Pattanaik et al. 2018): PGD on the value that the critic expects to lose. */
import { z } from 'zod';
import { climbing } from '../ascent/climb.js';
import { expectedRegret } from '../ascent/objective.js';
import { climbOptions, requireSoundAscent } from '../ascent/options.js';
import { defineAttack } from '../define-attack.js';
import { climbLabel, startParts } from '../label.js';

export const minq = defineAttack({
  name: 'minq',
  summary: "PGD on the value lost, by the critic's Q",
  source: 'Pattanaik et al. 2018',
  knows: 'gradients',
  // What the critic makes of the clean input is asked anew every ten steps.
  cost: 'R · K · (1.1 · f + b)',
  schema: z.strictObject(climbOptions).superRefine(requireSoundAscent),
  label: (config) => climbLabel('MinQ', config, startParts(config)),
  create(config, setting) {
    const objective = expectedRegret(setting.critic);
    return climbing({ name: 'minq', objective, judge: objective }, config, setting);
  },
});

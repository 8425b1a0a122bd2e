/**
 * Jacobian saliency map attack (Papernot et al. 2016): towards a random wrong action, the two pixels of the highest gradient
 * each move by theta, again and again, until the target is hit, the share gamma of the pixels has been changed, or no two
 * can move. As ART defines it, or by pairs as the paper does.
 */
import { defineAttack } from '../define-attack.js';
import { createLockstepJsma } from '../jsma/lockstep.js';
import { jsmaSchema } from '../jsma/options.js';
import { createPairJsma } from '../jsma/pairs.js';
import { labelled, rounded } from '../label.js';

export const jsma = defineAttack({
  name: 'jsma',
  summary: 'few pixels, by much, towards a random action',
  source: 'Papernot et al. 2016',
  knows: 'gradients',
  cost: 'I · (f + b); by pairs I · (3 f + 2 b)',
  canAim: true,
  schema: jsmaSchema,
  label: ({ theta, gamma, saliency }) =>
    labelled(saliency === 'pairs' ? 'JSMA by pairs' : 'JSMA', [`θ = ${rounded(theta)}`, `γ = ${rounded(gamma)}`]),
  create: (config, setting) =>
    config.saliency === 'pairs' ? createPairJsma(config, setting) : createLockstepJsma(config, setting),
});

/** From a configuration to an attack. */
import type { Model } from '@a2pd/tensor';
import type { Attack } from './attack.js';
import { type AttackConfig, parseAttackConfig } from './config.js';
import { createFgsm } from './fgsm.js';
import { createJsma } from './jsma.js';
import { createNoise } from './noise.js';
import { createNone } from './none.js';
import { createPgd } from './pgd.js';

/**
 * An attack on `model`, which stays the caller's and is read anew by each call, so that it may be trained meanwhile.
 * @throws A2pdError INVALID_CONFIG naming each wrong key.
 */
export function createAttack(config: AttackConfig, model: Model): Attack {
  const resolved = parseAttackConfig(config);
  switch (resolved.name) {
    case 'none':
      return createNone(resolved, model);
    case 'noise':
      return createNoise(resolved, model);
    case 'fgsm':
      return createFgsm(resolved, model);
    case 'pgd':
      return createPgd(resolved, model);
    case 'jsma':
      return createJsma(resolved, model);
  }
}

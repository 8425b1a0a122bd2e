/** No attack: the clean run that every other is compared with. */
import { type Model, tf } from '@a2pd/tensor';
import type { Attack } from './attack.js';
import { boundedAttack } from './bounded-attack.js';
import type { AttackConfigOf } from './config.js';

export function createNone(config: AttackConfigOf<'none'>, model: Model): Attack {
  return boundedAttack(config, model, {
    generate: (clean) => ({ perturbed: tf.clone(clean), evidence: tf.scalar(0) }),
    dispose: () => {},
  });
}

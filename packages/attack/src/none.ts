/** No attack: the clean run that every other is compared with. */
import { tf } from '@a2pd/tensor';
import type { Perturbation } from './setting.js';

export function createNone(): Perturbation {
  return {
    generate: (clean) => ({ perturbed: tf.clone(clean), evidence: tf.scalar(0) }),
    dispose: () => {},
  };
}

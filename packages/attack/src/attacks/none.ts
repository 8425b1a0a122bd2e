/** No attack: the clean run that every other is compared with. */
import { tf } from '@a2pd/tensor';
import { z } from 'zod';
import { defineAttack } from '../define-attack.js';

export const none = defineAttack({
  name: 'none',
  summary: 'what the policy sees anyway',
  source: '-',
  knows: 'nothing',
  cost: '0',
  schema: z.strictObject({}),
  label: () => 'No attack',
  create: () => ({
    generate: (clean) => ({ perturbed: tf.clone(clean), evidence: tf.scalar(0) }),
    dispose: () => {},
  }),
});

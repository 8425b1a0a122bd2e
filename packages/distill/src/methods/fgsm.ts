/** Adversarial distillation by one step of the gradient's sign. */
import { createAttack } from '@a2pd/attack';
import { z } from 'zod';
import { adversarialCrossEntropy } from './adversarial-cross-entropy.js';
import { epsilon } from './hyperparameters.js';
import { defineMethod } from './method.js';

export const fgsm = defineMethod({
  summary: 'cross-entropy on batches attacked by FGSM (epsilon)',
  source: 'Mirman et al. 2018; paper, Eq. 2',
  schema: z.strictObject({ name: z.literal('fgsm'), epsilon }),
  objective: () => adversarialCrossEntropy,
  adversary: ({ epsilon }, student) => createAttack({ name: 'fgsm', epsilon }, student),
});

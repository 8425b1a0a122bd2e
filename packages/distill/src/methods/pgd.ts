/** Adversarial distillation by projected gradient descent: the rivals of the paper's Table 3, K = 4, 10 and 20. */
import { createAttack } from '@a2pd/attack';
import { z } from 'zod';
import { adversarialCrossEntropy } from './adversarial-cross-entropy.js';
import { epsilon, steps } from './hyperparameters.js';
import { defineMethod } from './method.js';

export const pgd = defineMethod({
  summary: 'cross-entropy on batches attacked by PGD, Eq. 19 with K = steps (epsilon, steps)',
  source: 'Fischer et al. 2019; paper, Eq. 2 and Table 3',
  schema: z.strictObject({ name: z.literal('pgd'), epsilon, steps: steps.default(10) }),
  objective: () => adversarialCrossEntropy,
  adversary: ({ epsilon, steps }, student) => createAttack({ name: 'pgd', epsilon, steps }, student),
});

/** Attacked and worst-case loss side by side: between adversarial training (α = 0) and interval bounds (α = 1). */
import { createAttack } from '@a2pd/attack';
import { boundedLogits, worstLogits } from '@a2pd/bounds';
import { negativeLogProbability, tf } from '@a2pd/tensor';
import { z } from 'zod';
import { epsilon, steps } from './hyperparameters.js';
import { defineMethod } from './method.js';
import { grownPerturbation, mixed, radiusAt } from './on-bounds.js';

export const mtlIbp = defineMethod({
  summary: 'cross-entropy, (1 - alpha) under PGD + alpha on worst logits by intervals (epsilon, alpha, steps)',
  source: 'De Palma et al. 2024',
  schema: z.strictObject({
    name: z.literal('mtl-ibp'),
    epsilon,
    /** α: weight of the worst-case loss. */
    alpha: z.number().min(0).max(1).describe("weight of MTL-IBP's worst-case term").default(0.5),
    steps: steps.default(8),
  }),
  objective:
    ({ epsilon, alpha }) =>
    (forward, batch, layers) => {
      const { input, labels, progress } = batch;
      const { leads } = boundedLogits(layers(), input, labels, radiusAt(progress, epsilon));
      return mixed(
        negativeLogProbability(forward(grownPerturbation(batch)), labels),
        negativeLogProbability(worstLogits(leads), labels),
        tf.mul(progress, alpha),
      );
    },
  adversary: ({ epsilon, steps }, student) => createAttack({ name: 'pgd', epsilon, steps }, student),
  provedRadius: ({ epsilon }) => epsilon,
});

/** Interval bounds of a small box around an attacked point: tighter than those of the whole ball, harder than the point. */
import { createAttack } from '@a2pd/attack';
import { boundedLogits, worstLogits } from '@a2pd/bounds';
import { negativeLogProbability, tf } from '@a2pd/tensor';
import { z } from 'zod';
import { epsilon, steps } from './hyperparameters.js';
import { defineMethod } from './method.js';
import { grownPerturbation, radiusAt } from './on-bounds.js';

export const sabr = defineMethod({
  summary: 'cross-entropy on worst logits of a box around a PGD point (epsilon, box-share, steps)',
  source: 'Mueller et al. 2023',
  schema: z.strictObject({
    name: z.literal('sabr'),
    epsilon,
    /** λ: the box's radius as a share of epsilon; the attack has the rest. */
    boxShare: z.number().gt(0).lt(1).describe("radius of SABR's box, as a share of epsilon").default(0.4),
    steps: steps.default(8),
  }),
  objective:
    ({ epsilon, boxShare }) =>
    (_forward, batch, layers) => {
      const { labels, progress } = batch;
      const box = radiusAt(progress, boxShare * epsilon);
      const { leads } = boundedLogits(layers(), grownPerturbation(batch), labels, box);
      return tf.mean(negativeLogProbability(worstLogits(leads), labels));
    },
  adversary: ({ epsilon, boxShare, steps }, student) =>
    createAttack({ name: 'pgd', epsilon: (1 - boxShare) * epsilon, steps }, student),
  provedRadius: ({ epsilon }) => epsilon,
});

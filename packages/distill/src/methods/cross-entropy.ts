/** Cross-entropy against the teacher's action: imitation as plain classification. */
import { negativeLogProbability, tf } from '@a2pd/tensor';
import { z } from 'zod';
import { defineMethod } from './method.js';

export const crossEntropy = defineMethod({
  summary: "cross-entropy with the teacher's action",
  source: 'Rusu et al. 2015, NLL',
  schema: z.strictObject({ name: z.literal('cross-entropy') }),
  objective:
    () =>
    (forward, { input, labels }) =>
      tf.mean(negativeLogProbability(forward(input), labels)),
});

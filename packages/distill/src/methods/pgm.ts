/** Prescription gap maximisation alone, Eq. 12: A2PD with β = 0, at the price of a plain step. */
import { tf } from '@a2pd/tensor';
import { z } from 'zod';
import { pgmLoss } from '../losses/losses.js';
import { eta } from './hyperparameters.js';
import { defineMethod } from './method.js';

export const pgm = defineMethod({
  summary: 'prescription gap maximisation alone (eta)',
  source: 'Qu et al., Eq. 12',
  schema: z.strictObject({ name: z.literal('pgm'), eta }),
  objective:
    ({ eta }) =>
    (forward, { input, labels }) =>
      tf.mean(pgmLoss(forward(input), labels, eta)),
});

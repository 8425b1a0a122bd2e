/** Cross-entropy plus β times the norm of its Jacobian: what A2PD's second term does without its first. */
import { negativeLogProbability } from '@a2pd/tensor';
import { z } from 'zod';
import { beta, jacobian } from './hyperparameters.js';
import { jacobianRegularised } from './jacobian-regularised.js';
import { defineMethod } from './method.js';

export const crossEntropyJr = defineMethod({
  summary: 'cross-entropy + beta x norm of its Jacobian (beta)',
  source: 'Drucker and Le Cun 1992',
  schema: z.strictObject({ name: z.literal('cross-entropy+jr'), beta, jacobian }),
  objective: (config) => jacobianRegularised(negativeLogProbability, config),
});

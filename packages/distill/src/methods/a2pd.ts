/** A2PD, Eq. 11 of the paper: the PGM loss plus β times the norm of its Jacobian, which no adversary enters. */
import { z } from 'zod';
import { pgmLoss } from '../losses/losses.js';
import { beta, eta, jacobian } from './hyperparameters.js';
import { jacobianRegularised } from './jacobian-regularised.js';
import { defineMethod } from './method.js';

export const a2pd = defineMethod({
  summary: 'prescription gap maximisation + beta x Jacobian norm (eta, beta)',
  source: 'Qu et al., Eq. 11',
  schema: z.strictObject({ name: z.literal('a2pd'), eta, beta, jacobian }),
  objective: (config) => jacobianRegularised((logits, labels) => pgmLoss(logits, labels, config.eta), config),
});

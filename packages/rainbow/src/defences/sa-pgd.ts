/** SA-DQN by projected gradient descent: the margin is that of the worst state that some steps find within epsilon. */
import { margin, misclassificationMargin } from '@a2pd/attack';
import { tf } from '@a2pd/tensor';
import { z } from 'zod';
import { searchWithin } from './adversary.js';
import { defineDefence } from './defence.js';
import { steps } from './hyperparameters.js';
import { hinge, hingeSchema } from './sa-hinge.js';

export const saPgd = defineDefence({
  name: 'sa-pgd',
  summary: 'a hinge on the lead of any other action over the greedy one, at what PGD finds within epsilon',
  source: 'Zhang et al. 2020, SA-DQN (PGD)',
  schema: z.object({ ...hingeSchema, steps }),
  knowsDistributions: false,
  perturb: ({ steps }) => searchWithin(margin, steps),
  term:
    ({ kappa, hingeMargin }) =>
    (network, { perturbed, bestActions }) =>
      tf.mul(hinge(misclassificationMargin(network.qValues(perturbed), bestActions), hingeMargin), kappa),
});

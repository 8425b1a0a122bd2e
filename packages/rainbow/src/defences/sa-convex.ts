/**
 * SA-DQN on bounds: the margin is that of no single state but of all within epsilon, bounded above.
 * Deviation: intervals alone, where Zhang et al. fade from CROWN-IBP to them as epsilon grows; and of a ball that is not cut off at
 * black and white, which is a little looser and cheaper.
 */
import { boundedLogits, smallestLead } from '@a2pd/bounds';
import { tf } from '@a2pd/tensor';
import { z } from 'zod';
import { defineDefence } from './defence.js';
import { hinge, hingeSchema } from './sa-hinge.js';

export const saConvex = defineDefence({
  name: 'sa-convex',
  summary: 'the same hinge on the most that this lead can be within epsilon, by interval bounds',
  source: 'Zhang et al. 2020, SA-DQN (convex)',
  schema: z.object(hingeSchema),
  knowsDistributions: false,
  term:
    ({ kappa, hingeMargin }) =>
    (network, { input, bestActions, epsilon }) => {
      const { leads } = boundedLogits(network.layers(), input, bestActions, epsilon);
      return tf.mul(hinge(tf.neg(smallestLead(leads, bestActions)), hingeMargin), kappa);
    },
});

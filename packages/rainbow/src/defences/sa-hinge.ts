/** What SA-DQN adds (Zhang et al. 2020, Section 3.2): no perturbed state may make another action look better than the greedy one. */
import { type Tensor1D, tf } from '@a2pd/tensor';
import { z } from 'zod';
import { kappa } from './hyperparameters.js';

export const hingeSchema = {
  kappa: kappa.default(0.005),
  /** c. */
  hingeMargin: z
    .number()
    .positive()
    .describe('lead of the greedy action, in units of Q, beyond which nothing is asked')
    .default(1),
};

/** max(max_{a≠a*} Q(ŝ, a) - Q(ŝ, a*), -c). @param margin float32[B], the inner maximum. */
export function hinge(margin: Tensor1D, hingeMargin: number): Tensor1D {
  return tf.maximum(margin, -hingeMargin);
}

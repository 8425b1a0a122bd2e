/** Hyper-parameters that several defences share. */
import { z } from 'zod';

export const epsilon = z
  .number()
  .positive()
  .max(1)
  .describe('radius in L-infinity that the network is trained to withstand, e.g. 1/255')
  .default(1 / 255);

/** How epsilon comes to be: smoothly from 0, because the full radius at once would destroy what was learned before. */
export const ramp = {
  rampBeginAgentSteps: z.int().min(0).describe('agent step at which epsilon leaves 0').default(0),
  rampEndAgentSteps: z
    .int()
    .min(1)
    .describe('agent step at which epsilon is whole; two thirds of the training when absent')
    .optional(),
};

/** κ. */
export const kappa = z.number().positive().describe('weight of the term beside the TD loss');

/** Of projected gradient descent. */
export const steps = z.int().min(1).max(100).describe('steps of the adversary').default(10);

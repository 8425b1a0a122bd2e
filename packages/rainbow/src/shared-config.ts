/** Hyper-parameters that all algorithms have, for their schemas to spread: what they mean and may be stands here alone. */
import { precisionChoices } from '@a2pd/tensor';
import { z } from 'zod';

export const count = z.int().positive();
export const fraction = z.number().min(0).max(1);
const decay = z.number().gt(0).lt(1);

export const rewardKeys = {
  /** Rewards are clipped to [-rewardClip, rewardClip] for learning; null: not at all. */
  rewardClip: z.number().positive().nullable(),
  /** Learn as if a lost life ended the game. */
  lifeLossTerminates: z.boolean(),
};

export const adamKeys = {
  adamBeta1: decay,
  adamBeta2: decay,
  adamEpsilon: z.number().positive(),
  /** Of all gradients together, L2; longer ones are shortened to it. */
  maxGradientNorm: z.number().positive(),
};

export const precisionKeys = {
  /** Of updates; acting and evaluation stay in float32, which it is when absent. `fastest` is settled in precision.ts. */
  precision: z
    .enum(precisionChoices)
    .describe('what updates multiply in, float32 when absent; fastest: a few updates of each decide')
    .optional(),
};

export const explorationKeys = {
  /** Unless noisy layers explore: the share of random actions, from start to end in a straight line over the decay. */
  explorationEpsilonStart: fraction,
  explorationEpsilonEnd: fraction,
  explorationDecayAgentSteps: count,
  /** Random actions last: n agent steps with a probability in proportion to n to minus this; one step when absent. */
  explorationDurationExponent: z.number().min(1.01).max(10).optional(),
};

export const periodKeys = {
  evaluationPeriodAgentSteps: count,
  metricsPeriodAgentSteps: count,
  checkpointPeriodAgentSteps: count,
};

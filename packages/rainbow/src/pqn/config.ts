/**
 * Every hyper-parameter of PQN (Gallici et al., 2024, "Simplifying Deep Temporal Difference Learning"): Q-learning from many
 * environments at once, with layer normalisation in place of a replay and a target network. What all algorithms have is in
 * ../shared-config.ts.
 */
import { z } from 'zod';
import { adamKeys, count, explorationKeys, fraction, periodKeys, precisionKeys, rewardKeys } from '../shared-config.js';
import { trunkSchema } from '../trunk.js';

export const pqnConfigSchema = z
  .strictObject({
    algorithm: z.literal('pqn'),
    seed: z.int(),

    trunk: trunkSchema,
    hiddenUnits: count.max(8192),

    /** For one agent step. */
    discount: fraction,
    /** How far returns look ahead: 0 for one step, 1 for all that was played. */
    lambda: fraction,
    ...rewardKeys,

    /** Agent steps of each environment between two phases of learning. */
    segmentAgentSteps: count.max(4096),
    /** How often each of them is learned from. */
    epochs: count.max(64),
    batchSize: count.max(65_536),
    /** At the beginning; it falls in a straight line. */
    learningRate: z.number().positive(),
    learningRateEnd: z.number().nonnegative(),
    /** When it is there, the length of the training when absent; a run that is made longer keeps it. */
    learningRateDecayAgentSteps: count.optional(),
    ...adamKeys,
    ...precisionKeys,

    totalAgentSteps: count,
    ...explorationKeys,
    ...periodKeys,
  })
  .readonly();

export type PqnConfig = z.infer<typeof pqnConfigSchema>;

/**
 * The authors' numbers for Atari, on the smaller network of Mnih et al. (2013), in 64 environments instead of 128. Deviations:
 * Adam instead of RAdam, at most 1% of random actions in the end instead of 0.1%, as CleanRL has it.
 */
export const pqnPreset: PqnConfig = {
  algorithm: 'pqn',
  seed: 123,
  trunk: 'dqn-2013',
  hiddenUnits: 256,
  discount: 0.99,
  lambda: 0.65,
  rewardClip: 1,
  lifeLossTerminates: true,
  segmentAgentSteps: 32,
  epochs: 2,
  batchSize: 128,
  learningRate: 2.5e-4,
  learningRateEnd: 1e-5,
  adamBeta1: 0.9,
  adamBeta2: 0.999,
  adamEpsilon: 1e-5,
  maxGradientNorm: 10,
  totalAgentSteps: 5_000_000,
  explorationEpsilonStart: 1,
  explorationEpsilonEnd: 0.01,
  explorationDecayAgentSteps: 300_000,
  evaluationPeriodAgentSteps: 250_000,
  metricsPeriodAgentSteps: 10_000,
  checkpointPeriodAgentSteps: 250_000,
};

/**
 * By which an adversary learns against a policy. Deviation: what an attack can bring about is less than what a player can do, and is
 * learned in fewer agent steps, which cost more, as each is attacked.
 */
export const adversaryPreset: PqnConfig = {
  ...pqnPreset,
  totalAgentSteps: 1_000_000,
  explorationDecayAgentSteps: 200_000,
  evaluationPeriodAgentSteps: 100_000,
  checkpointPeriodAgentSteps: 100_000,
};

/**
 * Every hyper-parameter of a Rainbow run (Hessel et al., 2018; Table 4 of the paper), with its unit where it has one.
 * An agent step is one decision: four emulator frames. The values come from presets.ts.
 */
import { parseConfig } from '@a2pd/artefact';
import { z } from 'zod';
import { rampEndOf } from './defences/defences.js';
import { anyDefenceSchema, definitionOf } from './defences/registry.js';
import { adamKeys, count, explorationKeys, fraction, periodKeys, precisionKeys, rewardKeys } from './shared-config.js';
import { trunkSchema } from './trunk.js';

/** Rainbow's six parts; all off is the DQN of Mnih et al. (2015), explored epsilon-greedily. */
export const rainbowPartsSchema = z.strictObject({
  /** The online network chooses the bootstrap action, the target network rates it (van Hasselt et al., 2016). */
  double: z.boolean(),
  /** Off: replay is sampled uniformly. */
  prioritized: z.boolean(),
  dueling: z.boolean(),
  /** Off: one-step returns. */
  multiStep: z.boolean(),
  /** C51 (Bellemare et al., 2017). Off: expected values and the Huber loss. */
  distributional: z.boolean(),
  /** Factorised NoisyNet (Fortunato et al., 2018) in every dense layer. Off: epsilon-greedy. */
  noisy: z.boolean(),
});

export const rainbowConfigSchema = z
  .strictObject({
    /** Decides initial weights, noise, sampling, exploration and environment seeds. */
    seed: z.int(),
    parts: rainbowPartsSchema,

    /** The convolutions. */
    trunk: trunkSchema,
    /** Units of the hidden layer, in each stream when dueling. */
    hiddenUnits: count.max(8192),
    /** NoisyNet's sigma_0. */
    noisySigmaInit: z.number().positive(),
    /** Of the support of the distribution over returns, which are discounted sums of clipped rewards, from vMin to vMax. */
    numAtoms: z.int().min(2).max(1024),
    vMin: z.number(),
    vMax: z.number(),

    /** For one agent step. */
    discount: fraction,
    /** Length of the return in agent steps, with `parts.multiStep`. */
    nSteps: count,
    ...rewardKeys,
    /** What the environment's stacks hold before an episode's first frame. */
    stackPadding: z.enum(['zeros', 'first-frame']),

    /** Each batch's observations are moved at random by up to so many pixels (random-shift.ts); 0: left as they are. */
    randomShiftPixels: z.int().min(0).max(16).default(0),
    ...precisionKeys,
    batchSize: count.max(65_536),
    learningRate: z.number().positive(),
    ...adamKeys,

    /** Agent steps kept, over all environments; a full million takes 7.1 GB. */
    replayCapacity: count,
    /** With `parts.prioritized`. */
    priorityExponent: fraction,
    importanceSamplingExponentStart: fraction,
    importanceSamplingExponentEnd: fraction,
    /** The agent step at which the exponent reaches its end; it starts to move when learning does. */
    importanceSamplingExponentEndAgentSteps: count,

    totalAgentSteps: count,
    /** The first update comes after so many; a run that continues from a light checkpoint waits for as many again. */
    learningStartsAgentSteps: z.int().nonnegative(),
    /** One update for so many agent steps, however many environments run in parallel. */
    learnPeriodAgentSteps: count,
    targetUpdatePeriodAgentSteps: count,

    ...explorationKeys,
    ...periodKeys,

    /** What it is trained to withstand, and how; absent: nothing. */
    defence: anyDefenceSchema().optional(),
  })
  .refine(({ vMin, vMax }) => vMin < vMax, { message: 'expected vMin < vMax', path: ['vMax'] })
  .refine(({ learningStartsAgentSteps, replayCapacity }) => learningStartsAgentSteps <= replayCapacity, {
    message: 'expected at most replayCapacity: so much is never stored',
    path: ['learningStartsAgentSteps'],
  })
  .refine(({ batchSize, replayCapacity }) => batchSize < replayCapacity, {
    message: 'expected less than replayCapacity: every batch would be the whole replay',
    path: ['batchSize'],
  })
  .superRefine(({ defence, parts }, context) => {
    if (!defence || !parts.distributional || definitionOf(defence).knowsDistributions) return;
    const message = `expected false: ${defence.name} compares Q-values, and those of C51 are no outputs of its last layer`;
    context.addIssue({ code: 'custom', path: ['parts', 'distributional'], message });
  })
  .refine(({ defence }) => !defence?.rampEndAgentSteps || defence.rampBeginAgentSteps < defence.rampEndAgentSteps, {
    message: 'expected less than rampEndAgentSteps',
    path: ['defence', 'rampBeginAgentSteps'],
  })
  .readonly();

export type RainbowParts = z.infer<typeof rainbowPartsSchema>;
export type RainbowConfig = z.infer<typeof rainbowConfigSchema>;

/** Of a run that is to begin. */
const beginningSchema = rainbowConfigSchema
  .refine(({ learningStartsAgentSteps, totalAgentSteps }) => learningStartsAgentSteps < totalAgentSteps, {
    message: 'expected less than totalAgentSteps: nothing would be learned',
    path: ['learningStartsAgentSteps'],
  })
  .refine(({ defence, totalAgentSteps }) => (defence?.rampEndAgentSteps ?? 0) <= totalAgentSteps, {
    message: 'expected at most totalAgentSteps: the whole epsilon would never be trained for',
    path: ['defence', 'rampEndAgentSteps'],
  })
  .refine(
    ({ defence, totalAgentSteps }) =>
      (defence?.rampBeginAgentSteps ?? 0) < rampEndOf(totalAgentSteps) || defence?.rampEndAgentSteps,
    {
      message: 'expected less than two thirds of totalAgentSteps, or a rampEndAgentSteps',
      path: ['defence', 'rampBeginAgentSteps'],
    },
  );

/**
 * Checks a configuration from outside, and settles when a defence's radius is whole: a run that is made longer keeps that.
 * @throws A2pdError INVALID_CONFIG naming each wrong or unknown key.
 */
export function parseRainbowConfig(value: unknown): RainbowConfig {
  const config = parseConfig(beginningSchema, value, 'rainbow config');
  const { defence, totalAgentSteps } = config;
  if (!defence) return config;
  return {
    ...config,
    defence: { ...defence, rampEndAgentSteps: defence.rampEndAgentSteps ?? rampEndOf(totalAgentSteps) },
  };
}

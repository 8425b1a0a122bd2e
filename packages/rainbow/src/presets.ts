/**
 * `paper`: Table 4 of "Adversary Agnostic Robust Deep Reinforcement Learning", on Kaixhin/Rainbow as the paper used it.
 * Deviation: learning rate 6.25e-5, as in that code; Table 4 prints 6.25e-4.
 * Deviation: each agent step (and each parallel environment) acts with noise of its own; Kaixhin draws anew every fourth.
 * Deviation: stacks run on across a lost life, as its screens do; Kaixhin's replay blanks what was before it.
 * `kaixhin`: that code's own defaults. `two-cores`: a teacher that wins, in hours on two cores. `pipeline`: a teacher for a
 * demonstration of minutes. `dqn` and `sa-dqn-vanilla`: what the other rows of the paper's Table 1 start from.
 */
import type { RainbowConfig, RainbowParts } from './config.js';

const paper: RainbowConfig = {
  seed: 123,
  parts: { double: true, prioritized: true, dueling: true, multiStep: true, distributional: true, noisy: true },
  trunk: 'canonical',
  hiddenUnits: 512,
  noisySigmaInit: 0.1,
  numAtoms: 51,
  vMin: -10,
  vMax: 10,
  discount: 0.99,
  nSteps: 3,
  rewardClip: 1,
  lifeLossTerminates: true,
  stackPadding: 'zeros',
  randomShiftPixels: 0,
  batchSize: 32,
  learningRate: 6.25e-5,
  adamBeta1: 0.9,
  adamBeta2: 0.999,
  adamEpsilon: 1.5e-4,
  maxGradientNorm: 10,
  replayCapacity: 1_000_000,
  priorityExponent: 0.5,
  importanceSamplingExponentStart: 0.4,
  importanceSamplingExponentEnd: 1,
  // T-max of Table 4 sets this schedule; the text says that training itself ended after 4 million "frames" (agent steps).
  importanceSamplingExponentEndAgentSteps: 10_000_000,
  totalAgentSteps: 4_000_000,
  learningStartsAgentSteps: 20_000,
  learnPeriodAgentSteps: 4,
  targetUpdatePeriodAgentSteps: 10_000,
  explorationEpsilonStart: 1,
  explorationEpsilonEnd: 0.01,
  // Only without noisy layers: 250 thousand emulator frames, the Rainbow paper's choice for such variants.
  explorationDecayAgentSteps: 62_500,
  evaluationPeriodAgentSteps: 100_000,
  metricsPeriodAgentSteps: 1_000,
  checkpointPeriodAgentSteps: 100_000,
};

const kaixhin: RainbowConfig = {
  ...paper,
  targetUpdatePeriodAgentSteps: 8_000,
  importanceSamplingExponentEndAgentSteps: 50_000_000,
  totalAgentSteps: 50_000_000,
};

/**
 * After data-efficient Rainbow (van Hasselt et al., 2019): a smaller network, longer returns, earlier and faster learning.
 * docs/training.md says what it reached, and for which game shifted observations (DrQ, Kostrikov et al., 2020) are better.
 */
const twoCores: RainbowConfig = {
  ...paper,
  trunk: 'data-efficient',
  hiddenUnits: 256,
  nSteps: 5,
  learningRate: 2e-4,
  replayCapacity: 200_000,
  importanceSamplingExponentEndAgentSteps: 1_500_000,
  totalAgentSteps: 1_000_000,
  learningStartsAgentSteps: 5_000,
  learnPeriodAgentSteps: 2,
  targetUpdatePeriodAgentSteps: 2_000,
  explorationDecayAgentSteps: 5_000,
  evaluationPeriodAgentSteps: 50_000,
  metricsPeriodAgentSteps: 2_000,
  checkpointPeriodAgentSteps: 50_000,
};

const pipeline: RainbowConfig = {
  ...twoCores,
  randomShiftPixels: 4,
  replayCapacity: 100_000,
  importanceSamplingExponentEndAgentSteps: 30_000,
  totalAgentSteps: 30_000,
  learningStartsAgentSteps: 1_600,
  evaluationPeriodAgentSteps: 10_000,
  metricsPeriodAgentSteps: 250,
  checkpointPeriodAgentSteps: 10_000,
};

const noParts: RainbowParts = {
  double: false,
  prioritized: false,
  dueling: false,
  multiStep: false,
  distributional: false,
  noisy: false,
};

/**
 * Mnih et al. (2015), Extended Data Table 1. Its frames are agent steps: 50 million of them are the 38 days of play that the
 * text speaks of. The period of the target network is printed in updates, 10,000.
 * Deviation: Adam as in `paper`, instead of RMSProp at 2.5e-4.
 */
const dqn: RainbowConfig = {
  ...paper,
  parts: noParts,
  totalAgentSteps: 50_000_000,
  learningStartsAgentSteps: 50_000,
  targetUpdatePeriodAgentSteps: 40_000,
  explorationEpsilonEnd: 0.1,
  explorationDecayAgentSteps: 1_000_000,
  evaluationPeriodAgentSteps: 250_000,
};

const vanillaParts: RainbowParts = { ...noParts, double: true, prioritized: true, dueling: true };

/**
 * What Zhang et al. (2020) start SA-DQN from, by the numbers of its code. Deviations: four frames of whole screens, where that
 * code shows one of a cropped screen; the double estimate, which its paper has and its code leaves out; clipped gradients.
 */
const saDqnVanilla: RainbowConfig = {
  ...paper,
  parts: vanillaParts,
  replayCapacity: 200_000,
  importanceSamplingExponentEndAgentSteps: 6_000_000,
  totalAgentSteps: 6_000_000,
  learningStartsAgentSteps: 80_000,
  learnPeriodAgentSteps: 1,
  targetUpdatePeriodAgentSteps: 2_000,
  explorationEpsilonEnd: 0.05,
  explorationDecayAgentSteps: 1_500_000,
};

/** The network and the pace of `two-cores`, and ε-greedy exploration that is over early. */
const dqnTwoCores: RainbowConfig = {
  ...twoCores,
  parts: noParts,
  targetUpdatePeriodAgentSteps: 1_000,
  explorationEpsilonEnd: 0.02,
  explorationDecayAgentSteps: 30_000,
};

const saDqnVanillaTwoCores: RainbowConfig = { ...dqnTwoCores, parts: vanillaParts };

export const rainbowPresets = {
  paper,
  kaixhin,
  'two-cores': twoCores,
  pipeline,
  dqn,
  'dqn-two-cores': dqnTwoCores,
  'sa-dqn-vanilla': saDqnVanilla,
  'sa-dqn-vanilla-two-cores': saDqnVanillaTwoCores,
} as const satisfies Record<string, RainbowConfig>;

export type RainbowPreset = keyof typeof rainbowPresets;

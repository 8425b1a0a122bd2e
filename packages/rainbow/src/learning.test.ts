import { Rng, type VectorEnvironment } from '@a2pd/core';
import { type StartGame, ToyEnvironment } from '@a2pd/core/testing';
import { Parameters } from '@a2pd/tensor';
import { expect, it } from 'vitest';
import { Actor } from './actor.js';
import type { RainbowConfig, RainbowParts } from './config.js';
import { pqnPreset } from './pqn/config.js';
import { rainbowPresets } from './presets.js';
import { bandit, catchBall } from './testing/toy-games.js';
import { type TrainResult, train } from './train.js';

const config: RainbowConfig = {
  ...rainbowPresets.pipeline,
  seed: 5,
  hiddenUnits: 64,
  vMin: -2,
  vMax: 2,
  nSteps: 3,
  learningRate: 1e-3,
  replayCapacity: 4_000,
  learningStartsAgentSteps: 200,
  learnPeriodAgentSteps: 4,
  targetUpdatePeriodAgentSteps: 200,
  explorationDecayAgentSteps: 600,
};

const dqn: RainbowParts = {
  double: false,
  prioritized: false,
  dueling: false,
  multiStep: false,
  distributional: false,
  noisy: false,
};

/** Mean return of 200 episodes by the means of the trained weights. */
function play({ architecture, last }: TrainResult, game: StartGame): number {
  const environment: VectorEnvironment = new ToyEnvironment(game, 50, 'next-step');
  const parameters = new Parameters(last.weights);
  const actor = new Actor(architecture, parameters);
  const seeds = new Rng(99);
  environment.reset({ seed: Array.from({ length: 50 }, () => seeds.seed()) });
  let sum = 0;
  let episodes = 0;
  while (episodes < 200) {
    const step = environment.step(actor.act(environment.observations, 50));
    sum += step.rewards.reduce((a, b) => a + b, 0);
    episodes += step.terminated.reduce((a, b) => a + b, 0);
  }
  actor.dispose();
  parameters.dispose();
  return sum / episodes;
}

it('learns Catch by PQN', async () => {
  const environment = new ToyEnvironment(catchBall, 32, 'disabled');
  const result = await train({
    config: {
      ...pqnPreset,
      ...{ trunk: 'data-efficient', hiddenUnits: 64, segmentAgentSteps: 8, batchSize: 64, epochs: 4 },
      ...{ learningRate: 3e-3, totalAgentSteps: 13_000, explorationDecayAgentSteps: 3_000 },
    },
    environment,
  });
  expect(play(result, catchBall)).toBeGreaterThan(0.8);
});

it.each<[string, StartGame, RainbowParts, number, number]>([
  ['a bandit by Rainbow', bandit, config.parts, 1_000, 0.95],
  ['a bandit by DQN', bandit, dqn, 1_000, 0.95],
  ['Catch by Rainbow', catchBall, config.parts, 4_800, 0.8],
])('learns %s', async (_, game, parts, totalAgentSteps, expectedReturn) => {
  const environment = new ToyEnvironment(game, 4, 'next-step');
  const result = await train({
    config: { ...config, parts, totalAgentSteps, importanceSamplingExponentEndAgentSteps: totalAgentSteps },
    environment,
  });
  expect(play(result, game)).toBeGreaterThan(expectedReturn);
});

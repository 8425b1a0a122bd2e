import { rainbowPresets } from '@a2pd/rainbow';
import { PrioritizedReplay } from '@a2pd/replay';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { timeStages } from './stage-times.js';
import { startTraining, type Training } from './training.js';

const config = { ...rainbowPresets.pipeline, hiddenUnits: 16, replayCapacity: 2_000, learnPeriodAgentSteps: 4 };
let training: Training;

beforeAll(() => {
  training = startTraining({ game: 'pong', config, numEnvironments: 4, filledAgentSteps: 200 });
});
afterAll(() => training.dispose());

it('learns at its replay ratio from what was played before', () => {
  expect(training.run(40)).toBe(40);
  expect(training.updates).toBe(10);
});

it('tells where the time went, and leaves the methods as they were', () => {
  const { sample } = PrioritizedReplay.prototype;
  const began = performance.now();
  const times = timeStages(() => training.run(40));
  const totalMs = performance.now() - began;
  const { other, ...stages } = times;
  for (const ms of Object.values(stages)) expect(ms).toBeGreaterThan(0);
  expect(other).toBeGreaterThanOrEqual(0);
  expect(Object.values(times).reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(totalMs);
  expect(times.learning).toBeGreaterThan(times.sampling);
  expect(PrioritizedReplay.prototype.sample).toBe(sample);
});

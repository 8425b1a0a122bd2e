import { trainingPresets } from '@a2pd/rainbow';
import { expect, it } from 'vitest';
import { startPqn } from './pqn.js';

it('measures training that learns', async () => {
  const config = { ...trainingPresets.pqn, hiddenUnits: 16, segmentAgentSteps: 4, batchSize: 8 };
  const training = startPqn('pong', config, 4);
  expect(await training.run()).toBeGreaterThan(0);
  expect(training.numParameters).toBeGreaterThan(10_000);
  training.dispose();
});

import { expect, it } from 'vitest';
import { TrainingSpeed } from './training-speed.js';

it('measures from report to report, and not across a pause', () => {
  const speed = new TrainingSpeed();
  expect(speed.at(1000, { agentSteps: 100, updates: 0 })).toBeUndefined();
  expect(speed.at(3000, { agentSteps: 500, updates: 100 })).toEqual({ agentStepsPerSecond: 200, updatesPerSecond: 50 });
  speed.pause();
  expect(speed.at(9000, { agentSteps: 600, updates: 125 })).toBeUndefined();
  expect(speed.at(9500, { agentSteps: 700, updates: 150 })).toEqual({ agentStepsPerSecond: 200, updatesPerSecond: 50 });
});

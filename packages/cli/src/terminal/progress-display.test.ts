import { expect, it } from 'vitest';
import { describeProgress, formatDuration, rateOf } from './progress-display.js';

const progress = {
  stage: 'train',
  completed: 300,
  total: 1000,
  unit: 'agent steps',
  figures: { loss: 0.12345, updates: 75 },
};

it('gives rate and remaining time since the job began, not since step 0', () => {
  expect(rateOf(progress, 4000, 100)).toEqual({ rate: 50, remainingSeconds: 14 });
});

it('has no remaining time before there is a rate', () => {
  expect(formatDuration(rateOf(progress, 0, 300).remainingSeconds)).toBe('?');
});

it('says everything in one line', () => {
  expect(describeProgress(progress, 4000, 100)).toBe('300/1000 agent steps, 50/s, 14s left, loss 0.123, updates 75');
});

it.each([
  [59.4, '59s'],
  [61, '1m01s'],
  [3_725, '1h02m'],
])('writes %d seconds as %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

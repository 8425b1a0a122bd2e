import { formatDuration } from '@a2pd/core';
import { expect, it } from 'vitest';
import { createProgressDisplay, describeProgress, progressLine, rateOf } from './progress-display.js';

const progress = {
  stage: 'train',
  completed: 300,
  total: 1000,
  unit: 'agent steps',
  figures: { loss: 0.12345, updates: 75 },
};
const escapes = new RegExp(`${String.fromCharCode(27)}\\[?\\??\\d*[A-Za-z78]`);

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
  [120, 'train 30%, 50/s, 14s left, 300/1000 agent steps, loss 0.123, updates 75 ███████░░░░░░░░░░░░░░░░░'],
  [80, 'train 30%, 50/s, 14s left, 300/1000 agent steps, loss 0.123, updates 75 ██░░░░░'],
  [60, 'train 30%, 50/s, 14s left, 300/1000 agent steps, loss 0.123'],
  [40, 'train 30%, 50/s, 14s left, loss 0.123'],
  [12, 'train 30%'],
])('shows rate and remaining time first, in %d columns', (columns, line) => {
  expect(progressLine(progress, 4000, 100, columns)).toBe(line);
  expect(line.length).toBeLessThan(columns);
});

it('leaves the figures of a long training on a terminal of 80 columns', () => {
  const long = { ...progress, stage: 'pipeline: train', completed: 1_234_567, total: 50_000_000 };
  expect(progressLine(long, 3_600_000, 0, 80)).toBe(
    'pipeline: train 2%, 343/s, 39h30m left, 1234567/50000000 agent steps ░░░░░░░░░░',
  );
});

it.each([80, 40])('draws no line that a terminal of %d columns would wrap', (columns) => {
  let written = '';
  const write = (text: string) => {
    written += text;
    return true;
  };
  const display = createProgressDisplay({ isTTY: true, columns, write } as NodeJS.WriteStream);
  display.listener(progress);
  display.stop();
  const lines = written.split(escapes).filter((text) => text.includes('train'));
  expect(lines[0]).toContain('train 30%, 0/s, ? left');
  for (const line of lines) expect(line.trimEnd().length).toBeLessThan(columns);
});

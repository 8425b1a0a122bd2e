import { expect, it } from 'vitest';
import { linearSchedule, passesMultiple } from './schedule.js';

it('goes from one value to the other in a straight line', () => {
  const schedule = linearSchedule(0.4, 1, 100, 200);
  expect([0, 100, 150, 200, 1e9].map(schedule)).toEqual([0.4, 0.4, 0.7, 1, 1]);
});

it.each([
  [0, 8, false],
  [8, 16, true],
  [8, 10, true],
  [10, 18, false],
  [10, 40, true],
])('says whether a multiple of 10 lies between %d and %d: %s', (before, after, expected) =>
  expect(passesMultiple(10, before, after)).toBe(expected),
);

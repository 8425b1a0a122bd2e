import { expect, it } from 'vitest';
import { linearSchedule } from './schedule.js';

it('goes from one value to the other in a straight line', () => {
  const schedule = linearSchedule(0.4, 1, 100, 200);
  expect([0, 100, 150, 200, 1e9].map(schedule)).toEqual([0.4, 0.4, 0.7, 1, 1]);
});

import { expect, it } from 'vitest';
import { linearSchedule, passesMultiple, smoothRamp } from './schedule.js';

it('goes from one value to the other in a straight line', () => {
  const schedule = linearSchedule(0.4, 1, 100, 200);
  expect([0, 100, 150, 200, 1e9].map(schedule)).toEqual([0.4, 0.4, 0.7, 1, 1]);
});

it('ramps smoothly: by the fourth power to a thirteenth, then straight on', () => {
  // By hand: a x^4 up to x = 1/4 with a = 1 / (4 (1/4)^3 3/4 + (1/4)^4) = 256/13, from there 1/13 + 12/13 (x - 1/4) / (3/4).
  const ramp = smoothRamp(2, 100, 900);
  const expected = [0, 0, 2 / 208, 2 / 13, 10 / 13, 18 / 13, 2, 2];
  for (const [i, step] of [0, 100, 200, 300, 500, 700, 900, 1e9].entries()) {
    expect(ramp(step)).toBeCloseTo(expected[i]!, 12);
  }
  const slope = (step: number) => ramp(step + 1e-3) - ramp(step - 1e-3);
  expect(slope(300 - 2e-3) / slope(300 + 2e-3)).toBeCloseTo(1, 4);
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

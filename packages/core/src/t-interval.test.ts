import { expect, it } from 'vitest';
import { meanAndInterval95 } from './t-interval.js';

it('gives the mean and its interval, and no interval for one value', () => {
  // Variance 1, so the half width is t / sqrt(3).
  expect(meanAndInterval95([1, 2, 3]).halfWidth95).toBeCloseTo(4.30265273 / Math.sqrt(3), 6);
  expect(meanAndInterval95([1, 2, 3]).mean).toBe(2);
  expect(meanAndInterval95([7])).toEqual({ mean: 7, halfWidth95: null });
});

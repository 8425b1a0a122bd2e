import { expect, it } from 'vitest';
import { meanAndInterval95, studentQuantile975 } from './t-interval.js';

it.each([
  [1, 12.706204736],
  [2, 4.30265273],
  [3, 3.182446305],
  [4, 2.776445105],
  [9, 2.262157163],
  [30, 2.042272456],
  [101, 1.983731001],
])("knows Student's t with %i degrees of freedom", (degreesOfFreedom, quantile) => {
  expect(studentQuantile975(degreesOfFreedom)).toBeCloseTo(quantile, 6);
});

it('gives the mean and its interval, and no interval for one value', () => {
  // Variance 1, so the half width is t / sqrt(3).
  expect(meanAndInterval95([1, 2, 3]).halfWidth95).toBeCloseTo(4.30265273 / Math.sqrt(3), 6);
  expect(meanAndInterval95([1, 2, 3]).mean).toBe(2);
  expect(meanAndInterval95([7])).toEqual({ mean: 7, halfWidth95: null });
});

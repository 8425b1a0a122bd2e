import fc from 'fast-check';
import { expect, it } from 'vitest';
import { histogramOf } from './histogram.js';

it('counts into 30 equal buckets', () => {
  const { limits, counts, ...rest } = histogramOf([0, 0.5, 1, 29.5, 30]);
  expect(rest).toEqual({ min: 0, max: 30, count: 5, sum: 61, sumOfSquares: 0.25 + 1 + 29.5 ** 2 + 900 });
  expect(limits).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  expect(counts).toEqual([2, 1, ...new Array(27).fill(0), 2]);
});

it('puts equal values into one bucket', () => {
  expect(histogramOf([3, 3])).toMatchObject({ limits: [3], counts: [2], min: 3, max: 3 });
});

it('loses no value, and its limits ascend to the largest', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(values, (numbers) => {
      const { counts, limits, max } = histogramOf(numbers);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(numbers.length);
      expect(limits.at(-1)).toBe(max);
      expect([...limits].sort((a, b) => a - b)).toEqual(limits);
    }),
  );
});

it.each([[[], 'INVALID_ARGUMENT'] as const, [[1, Number.NaN], 'NOT_FINITE'] as const])('refuses %j', (values, code) => {
  expect(() => histogramOf(values)).toThrow(expect.objectContaining({ code }));
});

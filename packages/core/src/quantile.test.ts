import { describe, expect, it } from 'vitest';
import { median, quantile, quantiles } from './quantile.js';

describe('quantile', () => {
  it.each([
    [0, 1],
    [0.25, 1.75],
    [0.5, 2.5],
    [1, 10],
  ])('the %d quantile of 10, 1, 2, 3 is %d, as NumPy has it', (share, expected) =>
    expect(quantile([10, 1, 2, 3], share)).toBe(expected),
  );

  it('lies between two values in a straight line', () =>
    expect(quantiles([40, 10, 20, 30], [0, 0.25, 0.5, 0.9, 1])).toEqual([10, 17.5, 25, 37, 40]));

  it('of a single value is that value', () => expect(quantile([7], 0.3)).toBe(7));

  it('leaves the values as they were', () => {
    const values = [3, 1, 2];
    quantile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });

  it('can be asked for several at once', () => expect(quantiles([3, 1, 2], [0, 0.5, 1])).toEqual([1, 2, 3]));

  it.each([-0.1, 1.1, Number.NaN])('refuses %d', (share) =>
    expect(() => quantile([1], share)).toThrow(/a share in \[0, 1\] but received/),
  );

  it('refuses no values', () => {
    expect(() => quantile([], 0.5)).toThrow(/at least one value/);
    expect(() => median([])).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});

describe('median', () => {
  it('is the middle value, or the mean of the middle two', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});

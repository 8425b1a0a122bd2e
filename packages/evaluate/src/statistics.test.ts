import { quantile, Rng } from '@a2pd/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  interquartileMean,
  mean,
  normalisedRobustnessPercent,
  relativeRobustnessPercent,
  returnStatistics,
  standardDeviation,
  stratifiedBootstrapInterval,
} from './statistics.js';

const finiteReturns = fc.array(fc.integer({ min: -50_000, max: 50_000 }), { minLength: 1, maxLength: 60 });

describe('one sample', () => {
  it('has the population standard deviation', () => {
    expect(mean([2, 4, 4, 4, 5, 5, 7, 9])).toBe(5);
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBe(2);
  });

  it('has an interquartile mean of its middle half', () => {
    expect(interquartileMean([8, 1, 2, 100])).toBe(5);
    expect(interquartileMean([1, 2, 3, 4, 5, 6, 7, 1000])).toBe(4.5);
    // A quarter of 3 is cut as 0 values, a quarter of 5 as 1.
    expect(interquartileMean([0, 3, 9])).toBe(4);
    expect(interquartileMean([0, 3, 4, 5, 90])).toBe(4);
  });

  it('lies between its extremes, whatever the statistic', () => {
    fc.assert(
      fc.property(finiteReturns, fc.double({ min: 0, max: 1, noNaN: true }), (values, fraction) => {
        for (const statistic of [mean(values), interquartileMean(values), quantile(values, fraction)]) {
          expect(statistic).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
          expect(statistic).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
        }
      }),
    );
  });

  it.each([mean, standardDeviation, interquartileMean])('refuses no values', (statistic) => {
    expect(() => statistic([])).toThrow(/Expected at least one value/);
  });
});

describe('stratifiedBootstrapInterval', () => {
  it('is a point where there is nothing to vary', () => {
    const options = { rng: new Rng(1), resamples: 50, level: 0.95 };
    expect(stratifiedBootstrapInterval([[7, 7, 7]], interquartileMean, options)).toEqual([7, 7]);
  });

  it('resamples within a stratum only', () => {
    const options = { rng: new Rng(2), resamples: 200, level: 0.95 };
    // Each stratum is constant, so every resample holds two ones and two threes.
    expect(
      stratifiedBootstrapInterval(
        [
          [1, 1],
          [3, 3],
        ],
        mean,
        options,
      ),
    ).toEqual([2, 2]);
  });

  it('has the width that normal theory gives for a mean', () => {
    const values = Array.from({ length: 400 }, (_, i) => i % 100);
    const [low, high] = stratifiedBootstrapInterval([values], mean, { rng: new Rng(3), resamples: 4000, level: 0.95 });
    const halfWidth = (1.96 * standardDeviation(values)) / Math.sqrt(values.length);
    expect(high - low).toBeGreaterThan(2 * halfWidth * 0.93);
    expect(high - low).toBeLessThan(2 * halfWidth * 1.07);
    expect((low + high) / 2).toBeCloseTo(49.5, 0);
  });

  it('contains the statistic and repeats with its seed', () => {
    fc.assert(
      fc.property(finiteReturns, fc.integer(), (values, seed) => {
        const run = () => returnStatistics(values, values.length, new Rng(seed), 100);
        const statistics = run();
        expect(run()).toEqual(statistics);
        const [low, high] = statistics.interquartileMeanInterval95;
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(statistics.min - 1e-6);
        expect(high).toBeLessThanOrEqual(statistics.max + 1e-6);
      }),
      { numRuns: 30 },
    );
  });
});

describe('robustness', () => {
  it('is Eq. 20 in percent: Table 2 from Table 1', () => {
    expect(relativeRobustnessPercent(1620.8, 1617.4)).toBeCloseTo(100.2, 1);
    expect(relativeRobustnessPercent(81.9, 74.2)).toBeCloseTo(110.4, 1);
    expect(relativeRobustnessPercent(-21, 21)).toBe(-100);
  });

  it('is not defined where the natural return is not above 0', () => {
    expect(relativeRobustnessPercent(-20, -10)).toBeNull();
    expect(relativeRobustnessPercent(0, 0)).toBeNull();
  });

  it('is 100 for all kept and 0 for play at random, once normalised', () => {
    expect(normalisedRobustnessPercent(-10, -10, -20.7)).toBe(100);
    expect(normalisedRobustnessPercent(-20.7, -10, -20.7)).toBe(0);
    expect(normalisedRobustnessPercent(5, -21, -20.7)).toBeNull();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cohensKappa } from './cohens-kappa.js';

const counts = fc.array(fc.nat(1000), { minLength: 3, maxLength: 3 }).filter((row) => row.some((count) => count > 0));

describe('cohensKappa', () => {
  // 50 grant proposals, 35 judged alike, 25 and 30 accepted: chance 0.5, kappa 0.4 (the textbook's example).
  it('takes chance off the agreement', () => expect(cohensKappa(0.7, [25, 25], [30, 20])).toBeCloseTo(0.4, 12));

  it('is 1 for those who always agree', () => expect(cohensKappa(1, [5, 3, 2], [5, 3, 2])).toBeCloseTo(1, 12));

  it('is 0 for a constant choice, however frequent', () =>
    fc.assert(
      fc.property(counts, ([a, b, c]) => {
        const agreement = a! / (a! + b! + c!);
        expect(cohensKappa(agreement, [10, 0, 0], [a!, b!, c!])).toBeCloseTo(0, 9);
      }),
    ));
});

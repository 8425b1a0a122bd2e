import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bestPair } from './best-pair.js';

/** Every pair, as the paper searches. */
function bruteForce(target: Float32Array, others: Float32Array, isMovable: Uint8Array, direction: 1 | -1): number {
  let highest = 0;
  for (let p = 0; p < target.length; p++) {
    for (let q = p + 1; q < target.length; q++) {
      if (!isMovable[p] || !isMovable[q]) continue;
      highest = Math.max(highest, score(target, others, p, q, direction));
    }
  }
  return highest;
}

function score(target: Float32Array, others: Float32Array, p: number, q: number, direction: 1 | -1): number {
  const [alpha, beta] = [direction * (target[p]! + target[q]!), direction * (others[p]! + others[q]!)];
  return alpha > 0 && beta < 0 ? -alpha * beta : 0;
}

it('finds as good a pair as the search through all of them', () => {
  const size = 12;
  const slopes = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: size, maxLength: size });
  const movable = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: size, maxLength: size });
  fc.assert(
    fc.property(slopes, slopes, movable, fc.constantFrom(1 as const, -1 as const), (alphas, betas, mask, direction) => {
      const [target, others] = [Float32Array.from(alphas), Float32Array.from(betas)];
      const isMovable = Uint8Array.from(mask);
      const pair = bestPair({ target, others }, isMovable, direction);
      const highest = bruteForce(target, others, isMovable, direction);
      if (pair === undefined) {
        expect(highest).toBe(0);
        return;
      }
      expect(pair.every((pixel) => isMovable[pixel] === 1)).toBe(true);
      expect(pair[0]).toBeLessThan(pair[1]);
      expect(score(target, others, ...pair, direction)).toBe(highest);
    }),
    { numRuns: 500 },
  );
});

it('takes two middling pixels where no extreme one helps the other', () => {
  const target = Float32Array.of(10, 0, 6, 6);
  const others = Float32Array.of(0, -10, -6, -6);
  expect(bestPair({ target, others }, Uint8Array.of(1, 1, 1, 1), 1)).toEqual([2, 3]);
});

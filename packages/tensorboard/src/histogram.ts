/** A distribution in few numbers, as TensorBoard draws it: equal buckets from the smallest value to the largest. */
import { expectationError } from '@a2pd/core';

export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** Upper limits of the buckets, ascending; the last is `max`. */
  readonly limits: readonly number[];
  /** How many values lie in each bucket. */
  readonly counts: readonly number[];
}

const numBuckets = 30;

/** @throws A2pdError INVALID_ARGUMENT without values, NOT_FINITE when one is NaN or infinite. */
export function histogramOf(values: ArrayLike<number>): Histogram {
  const numbers = Array.from(values);
  if (numbers.length === 0) throw expectationError('INVALID_ARGUMENT', 'values for a histogram', values);
  const stray = numbers.find((value) => !Number.isFinite(value));
  if (stray !== undefined) throw expectationError('NOT_FINITE', 'finite values for a histogram', stray);
  const min = numbers.reduce((least, value) => Math.min(least, value));
  const max = numbers.reduce((most, value) => Math.max(most, value));
  // Equal values have no width: one bucket holds them all.
  const buckets = max > min ? numBuckets : 1;
  const counts = new Array<number>(buckets).fill(0);
  for (const value of numbers) counts[bucketOf(value, { min, max, buckets })]! += 1;
  return {
    min,
    max,
    count: numbers.length,
    sum: numbers.reduce((sum, value) => sum + value, 0),
    sumOfSquares: numbers.reduce((sum, value) => sum + value * value, 0),
    limits: counts.map((_, i) => (i === buckets - 1 ? max : min + ((i + 1) * (max - min)) / buckets)),
    counts,
  };
}

function bucketOf(value: number, { min, max, buckets }: { min: number; max: number; buckets: number }): number {
  if (buckets === 1) return 0;
  return Math.min(buckets - 1, Math.floor(((value - min) / (max - min)) * buckets));
}

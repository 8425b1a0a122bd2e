import { expectationError } from './errors.js';

/**
 * The values below which so many shares of the values lie, between two of them in a straight line (R's type 7, NumPy's default).
 * @param values Finite, in any order, at least one.
 * @param shares In [0, 1].
 * @throws A2pdError INVALID_ARGUMENT
 */
export function quantiles(values: ArrayLike<number>, shares: readonly number[]): number[] {
  if (values.length === 0) throw expectationError('INVALID_ARGUMENT', 'at least one value', values);
  const sorted = Float64Array.from(values).sort();
  return shares.map((share) => {
    if (!(share >= 0 && share <= 1)) throw expectationError('INVALID_ARGUMENT', 'a share in [0, 1]', share);
    const place = share * (sorted.length - 1);
    const low = sorted[Math.floor(place)]!;
    return low + (sorted[Math.ceil(place)]! - low) * (place % 1);
  });
}

/** One of `quantiles`. */
export function quantile(values: ArrayLike<number>, share: number): number {
  return quantiles(values, [share])[0]!;
}

/** The middle value; of an even number of values the mean of the middle two. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

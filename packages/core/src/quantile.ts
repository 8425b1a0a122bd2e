import { expectationError } from './errors.js';

/**
 * The value below which a share of the values lies, between two of them in a straight line (R's type 7, NumPy's default).
 * @param values In any order, at least one.
 * @param share In [0, 1].
 * @throws A2pdError INVALID_ARGUMENT
 */
export function quantile(values: ArrayLike<number>, share: number): number {
  if (values.length === 0) throw expectationError('INVALID_ARGUMENT', 'at least one value', values);
  if (!(share >= 0 && share <= 1)) throw expectationError('INVALID_ARGUMENT', 'a share in [0, 1]', share);
  const sorted = Float64Array.from(values).sort();
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)]!;
  const high = sorted[Math.ceil(place)]!;
  return low === high ? low : low + (high - low) * (place % 1); // an infinite radius minus itself is NaN
}

/** The middle value; of an even number of values the mean of the middle two. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

import { expectationError } from '@a2pd/core';

/** The middle value; of an even number of values the mean of the middle two. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which a share of the values lies, between two of them in a straight line (R's type 7). @param share in [0, 1]. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const lower = sorted[Math.floor(place)];
  if (lower === undefined) throw expectationError('INVALID_ARGUMENT', 'at least one value', values);
  return lower + (place % 1) * (sorted[Math.ceil(place)]! - lower);
}

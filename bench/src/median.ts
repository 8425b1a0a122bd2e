import { expectationError } from '@a2pd/core';

/** The middle value; of an even number of values the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw expectationError('INVALID_ARGUMENT', 'at least one value', values);
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2;
}

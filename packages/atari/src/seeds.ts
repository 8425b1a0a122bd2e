import { expectationError } from '@a2pd/core';

/** A seed is any whole number that JavaScript holds exactly. */
export function checkSeed(seed: unknown): number {
  if (typeof seed === 'number' && Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw expectationError('INVALID_ARGUMENT', 'a seed in [0, 2^53)', seed, 'give a whole number');
}

import { closestNames, expectationError } from '@a2pd/core';

/** Refuses options that are no object, or that have a key nobody reads. */
export function checkKeys(options: unknown, allowed: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw expectationError('INVALID_ARGUMENT', 'an object of options', options);
  }
  const unknown = Object.keys(options).find((key) => !allowed.includes(key));
  if (unknown !== undefined) {
    const remedy = `did you mean ${closestNames(unknown, allowed, 1)[0]}?`;
    throw expectationError('INVALID_ARGUMENT', `options among ${allowed.join(', ')}`, unknown, remedy);
  }
}

/** Options that nobody reads, such as misspelt ones, are refused: their defaults would be at work unseen. */
import { likelyName } from './closest-names.js';
import { expectationError } from './errors.js';

/** Every name of an interface of options; the compiler complains of one too few and of one too many. */
export type OptionNames<Options> = { readonly [Name in keyof Options]-?: true };

/**
 * For callers in JavaScript, and for objects that were spread, which no compiler checks.
 * @throws A2pdError INVALID_ARGUMENT that says what was most likely meant.
 */
export function requireKnownOptions<Options extends object>(options: Options, names: OptionNames<Options>): void {
  if (typeof options !== 'object' || options === null) {
    throw expectationError('INVALID_ARGUMENT', 'an object of options', options);
  }
  const known = Object.keys(names);
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = likelyName(unknown, known);
  const remedy = meant === undefined ? 'leave it out' : `did you mean ${meant}?`;
  throw expectationError('INVALID_ARGUMENT', `options among ${known.join(', ')}`, unknown, remedy);
}

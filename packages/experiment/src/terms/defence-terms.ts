/** The words that say a defence, derived from the defences that there are. */
import { expectationError } from '@a2pd/core';
import { defenceEntries } from '@a2pd/rainbow';
import { given, type Use, usesOf } from './use.js';

/** Beside it stand the options of defences, by their names. */
export interface DefenceTerms {
  readonly defence?: string;
}

/** Each option by its name, with every defence that has it. */
export function usesInDefences(): Map<string, Use[]> {
  return usesOf(defenceEntries());
}

/** What was said of a defence, to be checked with the configuration that it becomes part of. */
export function defenceOf(terms: DefenceTerms): { readonly defence?: object } {
  const options = given(terms, usesInDefences().keys());
  if (terms.defence !== undefined) return { defence: { name: terms.defence, ...options } };
  const [name] = Object.keys(options);
  if (name === undefined) return {};
  throw expectationError('INVALID_ARGUMENT', `defence beside ${name}`, undefined, 'name one, or leave it out', {
    arguments: ['defence', name],
  });
}

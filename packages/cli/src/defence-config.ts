/** The command line's way to say a defence, derived from the defences that there are. */
import { expectationError, optionFlag } from '@a2pd/core';
import { defences } from '@a2pd/rainbow';
import { Option } from 'commander';
import { groupedBy, type Use } from './derived-option.js';

/** Beside it stand the options of defences, by their names. */
export interface DefenceTerms {
  readonly defence?: string;
}

/** Each option by its name, with every defence that has it. */
export function usesInDefences(): Map<string, Use[]> {
  const uses = defences.flatMap(({ name: owner, options }) => options.map((option) => ({ owner, option })));
  return groupedBy(uses, ({ option }) => option.name);
}

export function defenceOption(): Option {
  const names = defences.map(({ name }) => name);
  return new Option('--defence <name>', 'what it learns to withstand, and how; see below').choices(names);
}

/** What was said of a defence, to be checked with the configuration that it becomes part of. */
export function defenceOf(terms: DefenceTerms): { readonly defence?: object } {
  const all: Readonly<Record<string, unknown>> = { ...terms };
  const given = [...usesInDefences().keys()].filter((name) => all[name] !== undefined);
  if (terms.defence !== undefined) {
    return { defence: { name: terms.defence, ...Object.fromEntries(given.map((name) => [name, all[name]])) } };
  }
  if (given.length === 0) return {};
  const [name] = given as [string];
  throw expectationError(
    'INVALID_ARGUMENT',
    `--defence beside ${optionFlag(name)}`,
    undefined,
    'name one, or leave it out',
  );
}

export function defenceLines(): string {
  return defences
    .map(({ name, summary, source }) => `  ${name.padEnd(21)} ${summary}\n${' '.repeat(24)}${source}`)
    .join('\n');
}

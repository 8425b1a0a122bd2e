/** A command's option made of what schemas say of it: flag, reading, choices, help text and default. */
import type { ConfigOption } from '@a2pd/artefact';
import { formatEpsilon, readNumber } from '@a2pd/core';
import { InvalidArgumentError, Option } from 'commander';
import { optionFlag } from './command-line.js';
import { integer, number } from './options.js';

/** An option of something that has a name, such as an attack or a method. */
export interface Use {
  readonly owner: string;
  readonly option: ConfigOption;
}

/** @param uses All of one name: the option understands what any of them does, and their schemas decide. */
export function derivedOption(uses: readonly Use[]): Option {
  const forms = uses.map(({ option }) => option);
  const flag = optionFlag(forms[0]!.name);
  const help = helpOf(uses);
  const types = new Set(forms.map(({ type }) => type));
  const choices = forms.every((form) => form.choices) ? forms.flatMap((form) => form.choices ?? []) : undefined;
  if (choices) return new Option(`${flag} <name>`, help).choices([...new Set(choices)]);
  if (types.size > 1 && !(types.size === 2 && types.has('number') && types.has('integer'))) {
    return new Option(`${flag} <value>`, help).argParser(anything);
  }
  if (types.has('boolean')) return new Option(`${flag} [yes|no]`, help).argParser(yesOrNo);
  if (types.has('number')) return new Option(`${flag} <x>`, help).argParser(number(-Infinity, Infinity));
  return types.has('integer')
    ? new Option(`${flag} <n>`, help).argParser(integer(Number.MIN_SAFE_INTEGER))
    : new Option(`${flag} <text>`, help);
}

/** "share of the velocity that a step keeps (momentum; default 1)"; where owners differ, the default of each. */
function helpOf(uses: readonly Use[]): string {
  const texts = [...new Set(uses.map(({ option }) => option.description))].join('; or ');
  const withDefault = uses.filter(({ option }) => option.default !== undefined);
  const byDefault = groupedBy(withDefault, ({ option }) => printed(option));
  const owners = (some: readonly Use[]) => {
    const names = some.map(({ owner }) => owner);
    return names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
  };
  if (byDefault.size < 2)
    return `${texts} (${[owners(uses), ...[...byDefault.keys()].map((value) => `default ${value}`)].join('; ')})`;
  return `${texts} (${[...byDefault].map(([value, some]) => `${owners(some)}: default ${value}`).join('; ')})`;
}

function printed({ default: value, name }: ConfigOption): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return name === 'epsilon' ? formatEpsilon(value as number) : String(value);
}

function yesOrNo(text: string): boolean {
  if (['yes', 'true'].includes(text)) return true;
  if (['no', 'false'].includes(text)) return false;
  throw new InvalidArgumentError('Expected yes or no.');
}

/** In the order in which each key comes first. */
export function groupedBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

/** Where owners disagree about the type. */
function anything(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return readNumber(text) ?? text;
}

/** A command's option made of what schemas say of it: flag, reading, choices, help text and default. */
import type { ConfigOption } from '@a2pd/artefact';
import { A2pdError, formatEpsilon, optionFlag, readNumber } from '@a2pd/core';
import { groupedBy, type Use } from '@a2pd/experiment';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { integer, number } from './options.js';

/** Names that commands give to options of their own after those that are derived. */
const addedLater = ['help', 'json', 'plugin'];

/**
 * Adds what is derived to a command that has its other options already.
 * @throws A2pdError INVALID_CONFIG where an attack's or a method's option has the name of one of the command's own.
 */
export function addDerivedOptions(command: Command, all: ReadonlyMap<string, readonly Use[]>): Command {
  const taken = new Set([...addedLater, ...command.options.map((option) => option.attributeName())]);
  for (const [name, uses] of all) {
    if (taken.has(name)) throw takenOption(name, uses, command);
    command.addOption(derivedOption(uses));
  }
  return command;
}

function takenOption(name: string, uses: readonly Use[], command: Command): A2pdError {
  const remedy = 'call it otherwise in its schema';
  const message = `The option ${name} of ${uses[0]?.owner} is one of a2pd ${command.name()}'s own; ${remedy}`;
  return new A2pdError('INVALID_CONFIG', message, { option: name, remedy });
}

/** @param uses All of one name: the option understands what any of them does, and their schemas decide. */
function derivedOption(uses: readonly Use[]): Option {
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
    const names = some.flatMap(({ owner }) => owner ?? []);
    return names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
  };
  if (byDefault.size > 1) {
    return `${texts} (${[...byDefault].map(([value, some]) => `${owners(some)}: default ${value}`).join('; ')})`;
  }
  const about = [owners(uses), ...[...byDefault.keys()].map((value) => `default ${value}`)].filter(Boolean);
  return about.length > 0 ? `${texts} (${about.join('; ')})` : texts;
}

function printed({ default: value, name }: ConfigOption): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'number') return String(value);
  return name === 'epsilon' ? formatEpsilon(value) : String(Number(value.toPrecision(4)));
}

function yesOrNo(text: string): boolean {
  if (['yes', 'true'].includes(text)) return true;
  if (['no', 'false'].includes(text)) return false;
  throw new InvalidArgumentError('Expected yes or no.');
}

/** Where owners disagree about the type. */
function anything(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return readNumber(text) ?? text;
}

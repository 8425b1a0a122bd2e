/** The command line's way to say an attack, derived from the attacks that there are. */
import { type AttackConfig, attackFactories, attackFactory } from '@a2pd/attack';
import { expectationError, formatEpsilon, optionFlag } from '@a2pd/core';
import { given, usesOf } from '@a2pd/experiment';
import { type Command, Option } from 'commander';
import { addDerivedOptions } from './derived-option.js';

/** Beside it stand the options of attacks, by their names. */
export interface AttackOptions {
  readonly attack: string;
}

interface AttackChoice {
  /** Whether there is nothing to do without an attack. */
  readonly isMandatory?: boolean;
  /** Whether an attack that can be given no target would be of no use. */
  readonly mustAim?: boolean;
}

/** @throws A2pdError INVALID_CONFIG where an attack's option has the name of one of the command's own. */
export function addAttackOptions(
  command: Command,
  { isMandatory = false, mustAim = false }: AttackChoice = {},
): Command {
  const factories = attackFactories().filter(
    ({ name, canAim }) => (canAim || !mustAim) && (name !== 'none' || !isMandatory),
  );
  const option = new Option('--attack <name>', 'what changes the observations').choices(
    factories.map(({ name }) => name),
  );
  command.addOption(isMandatory ? option.makeOptionMandatory() : option.default('none'));
  const lines = factories.map(({ name, summary, source }) => `  ${name.padEnd(15)} ${summary.padEnd(52)} ${source}`);
  return addDerivedOptions(command, usesOf(factories)).addHelpText('after', `\nAttacks:\n${lines.join('\n')}`);
}

/** How an attack is put to use, whichever it is: nothing without one. */
export const ofAnyAttack: readonly string[] = [
  'labels',
  'target',
  'adversary',
  'madeOn',
  'every',
  'gapAbove',
  'gapBelow',
  'preferenceAbove',
  'spareProved',
];

/** Keeps what the chosen attack understands and refuses the rest; its defaults are its own. */
export function attackConfigOf(options: AttackOptions): AttackConfig {
  const { attack: name } = options;
  const factory = attackFactory({ name });
  const understood = new Set(factory.options.map((option) => option.name));
  const said = givenOptions(options);
  const useless = name === 'none' ? givenOptions(options, ofAnyAttack) : [];
  for (const [key, value] of [...said, ...useless]) {
    if (understood.has(key)) continue;
    throw expectationError('INVALID_ARGUMENT', `no ${optionFlag(key)} beside --attack ${name}`, value, 'leave it out');
  }
  return factory.parse({ ...Object.fromEntries(said), name }) as AttackConfig;
}

/** What was typed of the attack, as `commandLine` takes it: radii as fractions where they were, false as "no". */
export function typedAttack(options: AttackOptions): Record<string, string | number | boolean> {
  const word = (value: unknown) => (typeof value === 'number' ? fraction(value) : value === false ? 'no' : value);
  const typed = givenOptions(options).map(([key, value]) => [key, word(value)]);
  return { attack: options.attack, ...Object.fromEntries(typed) };
}

function givenOptions(
  options: AttackOptions,
  names: readonly string[] = [...usesOf(attackFactories()).keys()],
): [string, unknown][] {
  return Object.entries(given(options, names));
}

function fraction(amount: number): string | number {
  const text = formatEpsilon(amount);
  return text.includes('/') ? text : amount;
}

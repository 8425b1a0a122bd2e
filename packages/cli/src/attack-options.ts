/** The command line's way to say an attack. */
import { type AttackConfig, type AttackName, attackCatalogue, attackNames } from '@a2pd/attack';
import { expectationError, formatEpsilon } from '@a2pd/core';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { optionFlag } from './command-line.js';
import { integer, number } from './options.js';

export interface AttackOptions {
  readonly attack: AttackName;
  readonly epsilon?: number;
  readonly steps?: number;
  readonly norm?: 'linf' | 'l2';
  readonly stepSize?: number;
  readonly randomStart?: boolean;
  readonly restarts?: number;
  readonly decay?: number;
  readonly targets?: number;
  readonly queries?: number;
  readonly initialShare?: number;
  readonly distribution?: 'signs' | 'uniform';
  readonly theta?: number;
  readonly gamma?: number;
  readonly saliency?: 'gradient' | 'pairs';
}

type Key = Exclude<keyof AttackOptions, 'attack'>;

const climb = ['epsilon', 'steps', 'norm', 'stepSize', 'randomStart', 'restarts'] as const;
const auto = ['epsilon', 'steps', 'norm', 'randomStart', 'restarts'] as const;

const understoodOptions: Readonly<Record<AttackName, readonly Key[]>> = {
  none: [],
  noise: ['epsilon', 'distribution'],
  fgsm: ['epsilon', 'norm'],
  pgd: climb,
  momentum: [...climb, 'decay'],
  'clipped-pgd': climb,
  cw: climb,
  minq: climb,
  maxdiff: climb,
  'apgd-ce': auto,
  'apgd-dlr': auto,
  'apgd-targeted': [...auto, 'targets'],
  square: ['epsilon', 'queries', 'initialShare'],
  jsma: ['theta', 'gamma', 'saliency'],
};

/** Where a configuration has no default, or another one suits the command line better. */
const defaultEpsilon = 1 / 255;
const defaultClimbSteps = 10;

/** @param isMandatory Whether there is nothing to do without an attack. */
export function addAttackOptions(command: Command, { isMandatory = false } = {}): Command {
  const whose = (key: Key) => {
    const names = attackNames.filter((name) => understoodOptions[name].includes(key));
    return names.length > 4 ? 'attacks with steps' : names.join(', ');
  };
  return command
    .addOption(attackOption(isMandatory))
    .addOption(new Option('--epsilon <x>', 'largest change, pixels in [0, 1], e.g. 1/255').argParser(radius))
    .addOption(new Option('--steps <n>', 'steps of gradient attacks; 10, of apgd-* 100').argParser(integer(1)))
    .addOption(new Option('--norm <name>', 'norm of the ball of gradient attacks').choices(['linf', 'l2']))
    .addOption(
      new Option('--step-size <x>', 'a step where it is fixed; epsilon / steps when absent').argParser(number(0, 1000)),
    )
    .addOption(new Option('--random-start', 'start at a random point of the ball'))
    .addOption(new Option('--restarts <n>', 'independent runs, the best is kept').argParser(integer(1)))
    .addOption(new Option('--decay <x>', `share of the velocity kept: ${whose('decay')}`).argParser(number(0, 1)))
    .addOption(new Option('--targets <n>', `wrong actions tried: ${whose('targets')}`).argParser(integer(1)))
    .addOption(new Option('--queries <n>', `forward passes at most: ${whose('queries')}`).argParser(integer(1)))
    .addOption(
      new Option('--initial-share <x>', `area of the first squares: ${whose('initialShare')}`).argParser(number(0, 1)),
    )
    .addOption(
      new Option('--distribution <name>', `of ${whose('distribution')}: +-epsilon or in between`).choices([
        'signs',
        'uniform',
      ]),
    )
    .addOption(new Option('--theta <x>', `change of a pixel by ${whose('theta')}`).argParser(number(-1, 1)))
    .addOption(
      new Option('--gamma <x>', `largest share of pixels changed by ${whose('gamma')}`).argParser(number(0, 1)),
    )
    .addOption(
      new Option('--saliency <name>', `how ${whose('saliency')} chooses: as ART, or Papernot's pairs`).choices([
        'gradient',
        'pairs',
      ]),
    )
    .addHelpText('after', () => `\nAttacks:\n${attackLines()}`);
}

function attackOption(isMandatory: boolean): Option {
  const option = new Option('--attack <name>', 'what changes the observations');
  if (!isMandatory) return option.choices(attackNames).default('none');
  return option.choices(attackNames.filter((name) => name !== 'none')).makeOptionMandatory();
}

/** In L2 it is the length of a whole observation's change; the attack's own configuration holds the others to 1. */
function radius(text: string): number {
  try {
    return number(0, 1000)(text);
  } catch {
    throw new InvalidArgumentError('Expected a number or fraction in [0, 1]; with --norm l2 in [0, 1000].');
  }
}

function attackLines(): string {
  return attackNames
    .map((name) => `  ${name.padEnd(15)} ${attackCatalogue[name].summary.padEnd(52)} ${attackCatalogue[name].source}`)
    .join('\n');
}

/** Keeps what the chosen attack understands and refuses the rest. */
export function attackConfigOf(options: AttackOptions): AttackConfig {
  const { attack: name } = options;
  const understood = understoodOptions[name];
  for (const key of pickyOptions) {
    if (options[key] !== undefined && !understood.includes(key)) {
      throw expectationError(
        'INVALID_ARGUMENT',
        `no ${optionFlag(key)} beside --attack ${name}`,
        options[key],
        'leave it out',
      );
    }
  }
  const given = Object.fromEntries(
    understood.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])),
  );
  const defaults = {
    ...(understood.includes('epsilon') ? { epsilon: defaultEpsilon } : {}),
    ...(understood.includes('stepSize') ? { steps: defaultClimbSteps } : {}),
  };
  return { name, ...defaults, ...given } as AttackConfig;
}

/** What was typed of the attack, as `commandLine` takes it: radii as fractions where they were. */
export function typedAttack(options: AttackOptions): Record<string, string | number | boolean | undefined> {
  const typed = pickyOptions.map((key) => [key, options[key]]);
  const { attack, epsilon, stepSize } = options;
  return { attack, ...Object.fromEntries(typed), epsilon: fraction(epsilon), stepSize: fraction(stepSize) };
}

function fraction(amount: number | undefined): string | number | undefined {
  if (amount === undefined) return undefined;
  const text = formatEpsilon(amount);
  return text.includes('/') ? text : amount;
}

const pickyOptions = [...new Set(Object.values(understoodOptions).flat())];

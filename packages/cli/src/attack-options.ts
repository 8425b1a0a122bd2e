/** The command line's way to say an attack. */
import type { AttackConfig } from '@a2pd/attack';
import { expectationError } from '@a2pd/core';
import { type Command, Option } from 'commander';
import { integer, number } from './options.js';

export interface AttackOptions {
  readonly attack: AttackConfig['name'];
  readonly epsilon?: number;
  readonly steps?: number;
  readonly norm?: 'linf' | 'l2';
  readonly stepSize?: number;
  readonly randomStart?: boolean;
  readonly restarts?: number;
  readonly theta?: number;
  readonly gamma?: number;
}

export function addAttackOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--attack <name>', 'what changes the observations')
        .choices(Object.keys(understoodOptions))
        .default('none'),
    )
    .addOption(new Option('--epsilon <x>', 'largest change, pixels in [0, 1], e.g. 1/255').argParser(number(0, 1000)))
    .addOption(new Option('--steps <n>', 'steps of PGD').argParser(integer(1)))
    .addOption(new Option('--norm <name>', 'norm of the ball of PGD').choices(['linf', 'l2']))
    .addOption(new Option('--step-size <x>', 'step of PGD; epsilon / steps when absent').argParser(number(0, 1000)))
    .addOption(new Option('--random-start', 'PGD starts at a random point of the ball'))
    .addOption(new Option('--restarts <n>', 'independent runs of PGD, the best is kept').argParser(integer(1)))
    .addOption(new Option('--theta <x>', 'change of a feature by JSMA').argParser(number(-1, 1)))
    .addOption(new Option('--gamma <x>', 'largest share of features changed by JSMA').argParser(number(0, 1)));
}

/** Keeps what the chosen attack understands and refuses the rest. */
export function attackConfigOf(options: AttackOptions): AttackConfig {
  const { attack: name, epsilon = 1 / 255, steps = 10 } = options;
  const understood = understoodOptions[name];
  for (const key of pickyOptions) {
    if (options[key] !== undefined && !understood.includes(key)) {
      throw expectationError(
        'INVALID_ARGUMENT',
        `no ${flag(key)} beside --attack ${name}`,
        options[key],
        'leave it out',
      );
    }
  }
  const given = Object.fromEntries(
    understood.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])),
  );
  const defaults = { ...(understood.includes('epsilon') ? { epsilon } : {}), ...(name === 'pgd' ? { steps } : {}) };
  return { name, ...defaults, ...given } as AttackConfig;
}

const understoodOptions: Readonly<Record<AttackConfig['name'], readonly (keyof AttackOptions)[]>> = {
  none: [],
  noise: ['epsilon'],
  fgsm: ['epsilon'],
  pgd: ['epsilon', 'steps', 'norm', 'stepSize', 'randomStart', 'restarts'],
  jsma: ['theta', 'gamma'],
};

const pickyOptions = [...new Set(Object.values(understoodOptions).flat())];

function flag(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

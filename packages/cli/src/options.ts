/** Options that several commands share, and how their values are read. */
import { gameNamed } from '@a2pd/ale';
import { presets } from '@a2pd/atari';
import { A2pdError, byteUnits, defaultExplorationEpsilon, explorationHelp, readBytes, readNumber } from '@a2pd/core';
import { type Command, InvalidArgumentError, Option } from 'commander';

/** What every command of a run has. */
export interface RunOptions {
  readonly run: string;
  readonly runs: string;
  readonly json?: boolean;
}

export const runOption = () =>
  new Option('--run <name>', 'name of the run, a folder below --runs').makeOptionMandatory();
export const runsOption = () => new Option('--runs <folder>', 'where runs are kept').default('runs');
export const jsonOption = () => new Option('--json', 'print the result as one JSON object on standard output');
export const targetOption = () =>
  new Option(
    '--target <action>',
    'lead to this action instead of away from a label: its name in ALE, e.g. NOOP, its index, or worst: the one scored lowest',
  );
export const adversaryOption = () =>
  new Option('--adversary <name>', 'lead to what this one of a2pd train-adversary chooses, named as by --policy');
export const forceOption = () => new Option('--force', 'replace also a file that does not say that a2pd wrote it');
/** Another writing of a game's name, and an id of Gym, is the game. @throws A2pdError UNKNOWN_GAME. */
export const gameOption = (meaning = "a game: ALE's name, e.g. bank_heist, or an id of Gym; a2pd games lists them") =>
  new Option('--game <name>', meaning).argParser(gameNamed);
export const seedOption = (seed = 0) => new Option('--seed <n>', 'seed').default(seed).argParser(integer(0));
export const explorationOption = (most = 1, condition = '') =>
  new Option(
    '--exploration-epsilon <x>',
    `${condition}${most < 1 ? `${explorationHelp}, up to ${most}` : explorationHelp}`,
  )
    .default(defaultExplorationEpsilon)
    .argParser(number(0, most));
export const checkpointSecondsOption = (seconds: number) =>
  new Option('--checkpoint-seconds <n>', 'what a kill may lose').default(seconds).argParser(integer(0, 86_400));
export const environmentsOption = (count: number | undefined, help = 'environments that run in parallel') =>
  new Option('--environments <n>', help).default(count).argParser(integer(1, 1024));
export const portOption = () =>
  new Option('--port <n>', 'port of 127.0.0.1; 0 for any that is free').default(0).argParser(integer(0, 65_535));

/** Reads an integer in [min, max]. */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < min || value > max) {
      const atLeast = min === Number.MIN_SAFE_INTEGER ? '' : ` of at least ${min}`;
      const range = max === Number.MAX_SAFE_INTEGER ? atLeast : ` in [${min}, ${max}]`;
      throw new InvalidArgumentError(`Expected an integer${range}.`);
    }
    return value;
  };
}

/** Reads a number in [min, max]; fractions such as "3/255" are understood. */
export function number(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = readNumber(text);
    if (value === undefined || value < min || value > max) {
      const range = Number.isFinite(max) ? ` in [${min}, ${max}]` : '';
      throw new InvalidArgumentError(`Expected a number or fraction${range}.`);
    }
    return value;
  };
}

export const presetOption = () =>
  new Option('--preset <name>', 'how screens become observations').choices(Object.keys(presets)).default('rainbow');

/** @throws A2pdError INVALID_ARGUMENT for an option of `names` that was typed without the one beside which alone it does something. */
export function requireBeside(command: Command, needed: string, names: readonly string[]): void {
  const flagOf = (name: string) => command.options.find((option) => option.attributeName() === name)!.long!;
  const typed = names.find((name) => command.getOptionValueSource(name) === 'cli');
  if (typed === undefined || command.getOptionValue(needed) !== undefined) return;
  const remedy = 'give both, or leave it out';
  throw new A2pdError('INVALID_ARGUMENT', `${flagOf(typed)} does nothing without ${flagOf(needed)}; ${remedy}`, {
    remedy,
  });
}

export function bytes(text: string): number {
  const amount = readBytes(text);
  if (amount !== undefined) return amount;
  throw new InvalidArgumentError(`Expected an amount of bytes, e.g. 2GB or 500MB (${byteUnits.join(', ')}).`);
}

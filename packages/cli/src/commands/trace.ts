/** `a2pd trace`: a hash of everything an environment shows, step by step, to prove that two machines agree. */
import { atMost, readRegularText } from '@a2pd/artefact';
import { type PresetName, traceEpisode } from '@a2pd/atari';
import { A2pdError, expectationError, messageOf, Rng } from '@a2pd/core';
import { type Command, Option } from 'commander';
import { gameOption, integer, presetOption, seedOption } from '../options.js';

/** Several times the longest episode. */
const mostActions = 1_000_000;
const mostActionBytes = 16 * mostActions;

interface TraceOptions {
  readonly game: string;
  readonly preset: PresetName;
  readonly actions?: string;
  readonly random?: number;
  readonly seed: number;
  readonly aleSeed?: number;
  readonly noops?: number;
  readonly mode?: number;
  readonly difficulty?: number;
}

export function configure(command: Command): Command {
  return command
    .addOption(gameOption().makeOptionMandatory())
    .addOption(presetOption())
    .addOption(new Option('--actions <file>', 'action indices separated by white space').conflicts('random'))
    .addOption(new Option('--random <n>', 'so many uniformly random actions').argParser(integer(0, mostActions)))
    .addOption(seedOption())
    .addOption(
      new Option('--ale-seed <n>', "ALE's own seed; otherwise derived from --seed").argParser(integer(0, 2 ** 31 - 1)),
    )
    .addOption(new Option('--noops <n>', 'no-op frames before the first observation').argParser(integer(0, 1000)))
    .addOption(new Option('--mode <n>', "ALE's mode of the game; its own when absent").argParser(integer(0, 65_536)))
    .addOption(
      new Option('--difficulty <n>', "ALE's difficulty of it; its own when absent").argParser(integer(0, 65_536)),
    )
    .addOption(new Option('--json', 'lines are JSON with or without it'))
    .addHelpText(
      'after',
      `
One JSON line after the reset and after each agent step:
  {step, action, screen, ram, observation, reward, lives, terminated, truncated}
where screen is the SHA-256 of the RGB bytes, [height, 160, 3] with the game's own height (see a2pd games), ram of the 128 bytes of RAM, and observation of the
uint8[4, 84, 84], oldest frame first.

Examples:
  $ a2pd trace --game pong --random 100 --seed 7
  $ a2pd trace --game freeway --random 100 --mode 1 --difficulty 1
  $ a2pd trace --game bank_heist --preset gymnasium --actions actions.txt --ale-seed 123 --noops 10

The trace ends with the episode. With --ale-seed and --noops it can be repeated with ale-py alone: set
"random_seed" (and "repeat_action_probability", 0.25 for revisiting-ale, else 0), load the ROM, set mode and
difficulty, reset, play action 0 for --noops frames; then, where the preset presses FIRE, 4 frames of it and 4 of the
third action. A mode or difficulty that the game lacks is an error that lists those it has.`,
    )
    .action(async (options: TraceOptions) => {
      const { used, given } = traceEpisode(
        { ...options, start: startOf(options), actions: await actionSource(options) },
        (line) => process.stdout.write(`${JSON.stringify(line)}\n`),
      );
      if (used < given) console.error(`a2pd: the episode ended after ${used} of ${given} actions`);
    });
}

function startOf({ seed, aleSeed, noops }: TraceOptions): number | { aleSeed: number; noops: number } {
  if (aleSeed === undefined && noops === undefined) return seed;
  if (aleSeed === undefined) {
    const remedy = "give ALE's seed too, or leave --noops out";
    throw expectationError('INVALID_ARGUMENT', '--ale-seed beside --noops', undefined, remedy);
  }
  return { aleSeed, noops: noops ?? 0 };
}

/** The actions of the trace: given the number of actions there are, all of them. */
async function actionSource({ actions, random, seed }: TraceOptions): Promise<(numActions: number) => Int32Array> {
  if (actions !== undefined) {
    const text = await readActions(actions);
    return () => text;
  }
  if (random === undefined) {
    throw expectationError('INVALID_ARGUMENT', '--actions FILE or --random N', undefined, 'give one of them');
  }
  const rng = new Rng(seed);
  return (numActions) => Int32Array.from({ length: random }, () => rng.integer(numActions));
}

async function readActions(file: string): Promise<Int32Array> {
  let text: string;
  try {
    text = await readRegularText(file, atMost(mostActionBytes));
  } catch (cause) {
    const remedy = 'name a readable file of integers separated by white space';
    throw new A2pdError('FILE_UNAVAILABLE', `Cannot read the actions in ${file}: ${messageOf(cause)}; ${remedy}`, {
      remedy,
      cause,
    });
  }
  const words = text.split(/\s+/).filter(Boolean);
  const wrong = words.find((word) => !/^\d{1,4}$/.test(word));
  if (wrong !== undefined) {
    throw expectationError(
      'ILLEGAL_ACTION',
      `integers separated by white space in ${file}`,
      wrong,
      'use action indices',
    );
  }
  return Int32Array.from(words, Number);
}

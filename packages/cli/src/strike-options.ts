/** The command line's way to say in which states an attack strikes. */
import type { Strikes } from '@a2pd/core';
import { soundStrikes } from '@a2pd/evaluate';
import { type Command, Option } from 'commander';
import { integer, number } from './options.js';

/** As `Strikes` has them. */
export type StrikeOptions = Strikes;

export function addStrikeOptions(command: Command): Command {
  const probability = number(0, 1);
  return command
    .addOption(new Option('--every <n>', 'attack only each n-th step of an episode').argParser(integer(2)))
    .addOption(
      new Option(
        '--gap-above <x>',
        "attack only where the policy's likeliest action is at least this much likelier than its second",
      ).argParser(probability),
    )
    .addOption(
      new Option('--gap-below <x>', 'attack only where it is at most this much likelier').argParser(probability),
    )
    .addOption(
      new Option(
        '--preference-above <x>',
        'attack only where it is at least this much likelier than the least likely (Lin et al. 2017)',
      ).argParser(probability),
    );
}

/** Null where the attack strikes everywhere. @throws A2pdError INVALID_ARGUMENT for what strikes nowhere. */
export function strikesOf({ every, gapAbove, gapBelow, preferenceAbove }: StrikeOptions): Strikes | null {
  return soundStrikes({ every, gapAbove, gapBelow, preferenceAbove });
}

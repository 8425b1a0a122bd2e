/** `a2pd collect`: state-prescription pairs of a teacher, or of any other policy. */
import { presets } from '@a2pd/atari';
import { expectationError, formatBytes, percent } from '@a2pd/core';
import { parseCollectConfig } from '@a2pd/distill';
import {
  type CollectionPlan,
  collectPrescriptions,
  namedPolicy,
  readCollectionPlan,
  runFolder,
} from '@a2pd/experiment';
import { type Command, Option } from 'commander';
import { commandLine } from '../command-line.js';
import { runJob } from '../job.js';
import {
  environmentsOption,
  explorationOption,
  gameOption,
  integer,
  jsonOption,
  number,
  type RunOptions,
  runOption,
  runsOption,
  seedOption,
} from '../options.js';

interface CollectOptions extends Omit<RunOptions, 'run'> {
  readonly run?: string;
  readonly resume?: string;
  readonly restart?: boolean;
  readonly teacher: string;
  readonly player?: string;
  readonly playerShare?: number;
  readonly to?: string;
  readonly game?: string;
  readonly preset?: string;
  readonly pairs: number;
  readonly explorationEpsilon: number;
  readonly temperature: number;
  readonly pairsPerShard: number;
  readonly environments: number;
  readonly seed: number;
}

/** A resumed collection has these already. */
const fixedByWhatWasBegun: readonly (keyof CollectOptions)[] = [
  ...(['run', 'restart', 'teacher', 'player', 'playerShare', 'game', 'preset', 'pairs', 'explorationEpsilon'] as const),
  ...(['temperature', 'pairsPerShard', 'environments', 'seed'] as const),
];

export function configure(command: Command): Command {
  return command
    .addOption(runOption().makeOptionMandatory(false))
    .addOption(
      new Option('--resume <run>', 'continue an unfinished collection with its own options').conflicts([
        ...fixedByWhatWasBegun,
      ]),
    )
    .addOption(runsOption())
    .addOption(
      new Option('--teacher <policy>', '"teacher", "student", the folder of a policy or zoo:<game>/<name>').default(
        'teacher',
      ),
    )
    .addOption(new Option('--player <policy>', 'plays in its place, e.g. a student, while the teacher only labels'))
    .addOption(
      new Option('--player-share <x>', 'share of the steps that the player takes (default: all)').argParser(
        number(0, 1),
      ),
    )
    .addOption(new Option('--to <folder>', "where the pairs go; the run's own place when absent"))
    .addOption(gameOption('refuse a policy of another game'))
    .addOption(new Option('--preset <name>', 'refuse a policy of another preset').choices(Object.keys(presets)))
    .addOption(new Option('--pairs <n>', 'state-prescription pairs').default(100_000).argParser(integer(2)))
    .addOption(explorationOption(0.05))
    .addOption(new Option('--temperature <x>', 'of softmax(Q / temperature)').default(1).argParser(number(1e-6, 1e6)))
    .addOption(
      new Option('--pairs-per-shard <n>', 'pairs of a file, and between two saves')
        .default(4096)
        .argParser(integer(1, 65_536)),
    )
    .addOption(environmentsOption(16))
    .addOption(seedOption(1))
    .addOption(new Option('--restart', 'begin anew, also where prescriptions are already'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  $ a2pd collect --run pong
  $ a2pd collect --run small --teacher runs/pong/teacher --pairs 10000
  $ a2pd collect --run pong --teacher student --to runs/pong/student-pairs
  $ a2pd collect --run pong --player student --pairs 50000 --to runs/pong/corrections
  $ a2pd collect --resume pong

Stopped (Ctrl-C) or killed, the same command, or --resume, continues: the data set will be the one of a collection that was
never stopped, to the last bit. Look at it with a2pd dataset inspect: games without chance show the same observations again and
again, which --exploration-epsilon 0.01 mends.`,
    )
    .action(async (options: CollectOptions) => {
      const name = options.resume ?? options.run;
      if (name === undefined) {
        throw expectationError('INVALID_ARGUMENT', '--run, or --resume', undefined, 'e.g. a2pd collect --run pong');
      }
      const run = runFolder(options.runs, name);
      const prescriptions = options.to ?? run.prescriptions;
      const begun = options.resume === undefined ? collectionPlanOf(options, run) : undefined;
      await runJob(options, async (context) => {
        const plan = begun ?? (await readCollectionPlan(prescriptions));
        const { game, preset, restart = false } = options;
        const { manifest, continuedPairs, timing } = await collectPrescriptions(
          {
            ...plan,
            folder: { prescriptions },
            expected: { game, preset },
            restart,
          },
          context,
        );
        const summary = manifest.summary ?? {};
        // Of all sessions that collected, the time between them left out.
        const { seconds, teacherSeconds, emulatorSeconds } = timing;
        const speed = {
          ...{ agentStepsPerSecond: Number(summary.pairs) / seconds },
          ...{ teacherShare: teacherSeconds / seconds, emulatorShare: emulatorSeconds / seconds },
        };
        return {
          json: { prescriptions, ...summary, continuedPairs, ...speed },
          text: [
            `Collected ${summary.pairs} pairs in ${summary.episodes} episodes` +
              `${continuedPairs > 0 ? ` (${continuedPairs} of them before it was stopped)` : ''}, ` +
              `mean return ${summary.meanReturn ?? 'unknown: none was played to its end'}; ` +
              `most frequent action ${summary.majorityAction}: ${percent(Number(summary.majorityShare))}.`,
            `${speed.agentStepsPerSecond.toFixed(0)} agent steps/s; waiting for the teacher ${percent(speed.teacherShare)}, ` +
              `for the emulators ${percent(speed.emulatorShare)} of the time.`,
            `Frames compressed ${Number(summary.compressionRatio).toFixed(1)}x, to ` +
              `${formatBytes(Number(summary.compressedFrameBytes))}.`,
            `Prescriptions: ${prescriptions}`,
          ].join('\n'),
          next: commandLine('distill', { run: name, runs: options.runs, prescriptions: options.to }),
        };
      });
    });
}

function collectionPlanOf(options: CollectOptions, run: ReturnType<typeof runFolder>): CollectionPlan {
  const { pairs, explorationEpsilon, playerShare, temperature, pairsPerShard } = options;
  const { environments: numEnvironments, seed } = options;
  return {
    teacher: namedPolicy(options.teacher, run).folder,
    player: options.player === undefined ? undefined : namedPolicy(options.player, run).folder,
    config: parseCollectConfig({ pairs, explorationEpsilon, playerShare, temperature, pairsPerShard }),
    numEnvironments,
    seed,
  };
}

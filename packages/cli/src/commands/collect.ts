/** `a2pd collect`: state-prescription pairs of a teacher. */
import { parseCollectConfig } from '@a2pd/distill';
import { describeBytes } from '@a2pd/toolchain';
import { type Command, Option } from 'commander';
import { runJob } from '../job.js';
import {
  environmentsOption,
  integer,
  jsonOption,
  number,
  type RunOptions,
  runOption,
  runsOption,
  seedOption,
} from '../options.js';
import { runFolder } from '../run-folder.js';
import { join, scaledDownCollection } from '../scaled-down.js';
import { collectPrescriptions } from '../stages/collect-prescriptions.js';
import { inheritedScale } from '../stages/inherited-scale.js';

interface CollectOptions extends RunOptions {
  readonly teacher?: string;
  readonly pairs: number;
  readonly explorationEpsilon: number;
  readonly temperature: number;
  readonly environments: number;
  readonly seed: number;
}

export function configure(command: Command): Command {
  return command
    .addOption(runOption())
    .addOption(runsOption())
    .addOption(new Option('--teacher <folder>', "a teacher's folder; the run's own when absent"))
    .addOption(new Option('--pairs <n>', 'state-prescription pairs').default(100_000).argParser(integer(2)))
    .addOption(
      new Option('--exploration-epsilon <x>', 'share of random actions').default(0.001).argParser(number(0, 0.05)),
    )
    .addOption(new Option('--temperature <x>', 'of softmax(Q / temperature)').default(1).argParser(number(1e-6, 1e6)))
    .addOption(environmentsOption(8))
    .addOption(seedOption(1))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ a2pd collect --run pong\n  $ a2pd collect --run small --teacher runs/pong/teacher --pairs 10000',
    )
    .action(async (options: CollectOptions) => {
      const { pairs, explorationEpsilon, temperature, environments: numEnvironments, seed } = options;
      const folder = runFolder(options.runs, options.run);
      const teacher = options.teacher ?? folder.teacher;
      const config = parseCollectConfig({ pairs, explorationEpsilon, temperature });
      await runJob(options, async (context) => {
        const scaledDown = join([await inheritedScale(teacher), scaledDownCollection(config)]);
        const { summary } = await collectPrescriptions(
          { folder, teacher, config, numEnvironments, seed, ...(scaledDown ? { scaledDown } : {}) },
          context,
        );
        return {
          json: { prescriptions: folder.prescriptions, ...summary },
          text:
            `Collected ${pairs} pairs in ${summary?.episodes} episodes; frames compressed to ` +
            `${describeBytes(Number(summary?.compressedFrameBytes))} (${Number(summary?.compressionRatio).toFixed(1)}x); ` +
            `most frequent action: ${(100 * Number(summary?.majorityShare)).toFixed(1)}%.\nPrescriptions: ${folder.prescriptions}`,
          next: `a2pd distill --run ${options.run}`,
        };
      });
    });
}

/** `a2pd certify`: what no attack, known or unknown, can change. */
import { join } from 'node:path';
import { type CertificationRecord, formatEpsilon, percent } from '@a2pd/core';
import { certifyNamedPolicy, inheritedScale, namedPolicy, runFolder } from '@a2pd/experiment';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { runJob } from '../job.js';
import { integer, jsonOption, number, type RunOptions, runOption, runsOption, seedOption } from '../options.js';
import { recordOutcome } from '../record-outcome.js';

interface CertifyOptions extends Omit<RunOptions, 'run'> {
  readonly run?: string;
  readonly policy: string;
  readonly prescriptions?: string;
  readonly epsilons: readonly number[];
  readonly states: number;
  readonly episodes: number;
  readonly maxAgentSteps: number;
  readonly attackSteps: number;
  readonly seed: number;
  readonly output?: string;
}

export function configure(command: Command): Command {
  return command
    .addOption(runOption().makeOptionMandatory(false))
    .addOption(runsOption())
    .addOption(
      new Option('--policy <name>', 'a student by its name in the run, its folder, or zoo:<game>/<name>').default(
        'student',
      ),
    )
    .addOption(
      new Option('--prescriptions <folder>', 'certify states stored there, instead of those the student visits'),
    )
    .addOption(
      new Option('--epsilons <list>', 'radii, pixels in [0, 1]')
        .default([1 / 255, 3 / 255], '1/255,3/255')
        .argParser(numbers(0, 1)),
    )
    .addOption(new Option('--states <n>', 'states to certify').default(500).argParser(integer(1, 100_000)))
    .addOption(new Option('--episodes <n>', 'episodes played for them').default(4).argParser(integer(1, 1000)))
    .addOption(new Option('--max-agent-steps <n>', 'cut each episode here').default(1000).argParser(integer(1)))
    .addOption(
      new Option('--attack-steps <n>', 'of the PGD to compare with; 0 for none')
        .default(20)
        .argParser(integer(0, 1000)),
    )
    .addOption(seedOption(0))
    .addOption(new Option('--output <folder>', "where the record goes; the run's own place when absent"))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The certified share is a lower bound of what any attack leaves, the attacked share an upper one; the truth lies between.
Interval bounds are loose: a share of 0 says that nothing could be proved, not that an attack exists.

Examples:
  $ a2pd certify --run pong
  $ a2pd certify --policy zoo:pong/student-a2pd --epsilons 1/2550,1/255
  $ a2pd certify --run pong --prescriptions runs/pong/prescriptions --states 2000`,
    )
    .action(async (options: CertifyOptions) => {
      const folder = options.run === undefined ? undefined : runFolder(options.runs, options.run);
      const policy = namedPolicy(options.policy, folder);
      const output = options.output ?? (folder ? join(folder.certifications, policy.name) : undefined);
      const { epsilons, states, episodes, maxAgentSteps, attackSteps, seed, prescriptions } = options;
      await runJob(options, async (context) => {
        const scaledDown = await inheritedScale(policy.folder);
        const record = await certifyNamedPolicy(
          {
            ...{ policy, epsilons, states, episodes, maxAgentSteps, attackSteps, seed },
            ...(prescriptions ? { prescriptions } : {}),
            ...(output ? { output } : {}),
            ...(scaledDown ? { scaledDown } : {}),
          },
          context,
        );
        return recordOutcome(record, describeCertification(record), output, options);
      });
    });
}

function describeCertification({ policyName, states, levels, radius, attackLabel }: CertificationRecord): string {
  const lines = levels.map(({ epsilon, certifiedShare, attackedShare }) => {
    const attacked = attackedShare === null ? '' : `, ${percent(attackedShare)} survive ${attackLabel}`;
    return `  within ${formatEpsilon(epsilon)}: ${percent(certifiedShare)} certified${attacked}`;
  });
  const { median, max } = radius;
  return [
    `${policyName}, actions on ${states} states:`,
    ...lines,
    `  certified radius: median ${greyLevels(median)}, largest ${greyLevels(max)}`,
  ].join('\n');
}

/** Measured, not chosen: seldom a round number of them. */
function greyLevels(radius: number): string {
  return `${Number((255 * radius).toPrecision(3))}/255`;
}

/** Reads numbers or fractions with commas between them. */
function numbers(min: number, max: number): (text: string) => number[] {
  const read = number(min, max);
  return (text) => {
    const values = text.split(',').map(read);
    if (new Set(values).size < values.length) throw new InvalidArgumentError('Expected different numbers.');
    return values;
  };
}

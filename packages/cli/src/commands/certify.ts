/** `a2pd certify`: what no attack, known or unknown, can change. */
import { join } from 'node:path';
import { type BoundsName, boundsNames } from '@a2pd/certify';
import { type CertificationRecord, formatEpsilon, percent, percentWithin } from '@a2pd/core';
import {
  certifyNamedPolicy,
  certifyPlay,
  findTeacher,
  inheritedScale,
  type NamedPolicy,
  namedPolicy,
  policyNames,
  type RunFolder,
  runFolder,
} from '@a2pd/experiment';
import { certifiedLines } from '@a2pd/report';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { runJob } from '../job.js';
import {
  explorationOption,
  integer,
  jsonOption,
  number,
  type RunOptions,
  requireBeside,
  runOption,
  runsOption,
  seedOption,
} from '../options.js';
import { recordOutcome } from '../record-outcome.js';

interface CertifyOptions extends Omit<RunOptions, 'run'> {
  readonly run?: string;
  readonly policy: string;
  readonly prescriptions?: string;
  readonly epsilons: readonly number[];
  readonly states: number;
  readonly bounds?: BoundsName;
  readonly play?: boolean;
  readonly teacher?: string;
  readonly mattersAbove: number;
  readonly worstCase: boolean;
  readonly searchStates: number;
  readonly explorationEpsilon: number;
  readonly episodes?: number;
  readonly maxAgentSteps?: number;
  readonly attackSteps: number;
  readonly seed: number;
  readonly output?: string;
}

export function configure(command: Command): Command {
  return command
    .addOption(runOption().makeOptionMandatory(false))
    .addOption(runsOption())
    .addOption(new Option('--policy <name>', policyNames).default('student'))
    .addOption(
      new Option('--prescriptions <folder>', 'certify states stored there, not those that it visits') //
        .conflicts(['episodes', 'maxAgentSteps']),
    )
    .addOption(
      new Option('--epsilons <list>', 'radii, pixels in [0, 1]')
        .default([1 / 255, 3 / 255], '1/255,3/255')
        .argParser(numbers(0, 1)),
    )
    .addOption(new Option('--states <n>', 'states to certify').default(500).argParser(integer(1, 100_000)))
    .addOption(
      new Option(
        '--bounds <name>',
        'the tightest to ask: of a state ibp takes 0.1 s, crown about 1 s, alpha-crown 4 s (default: crown; ibp with --play)',
      ).choices(boundsNames),
    )
    .addOption(
      new Option('--play', 'play episodes, and prove their returns').conflicts([
        'prescriptions',
        'states',
        'attackSteps',
      ]),
    )
    .addOption(new Option('--episodes <n>', 'episodes played (16; 50 with --play)').argParser(integer(1, 1000)))
    .addOption(
      new Option('--max-agent-steps <n>', 'cut each episode here; played to its end when absent').argParser(integer(1)),
    )
    .addOption(
      new Option('--teacher <policy>', 'with --play: says what a wrong action costs; the one beside the policy'),
    )
    .addOption(
      new Option('--matters-above <x>', 'with --play: a state matters where its worst action costs more')
        .default(0.02)
        .argParser(number(0, 1e6)),
    )
    .addOption(new Option('--no-worst-case', 'with --play: leave the greedy worst case out'))
    .addOption(
      new Option('--search-states <n>', "with --play: states of each episode's search for its worst case; 0 for none")
        .default(5000)
        .argParser(integer(0, 10_000_000)),
    )
    .addOption(explorationOption(1, 'with --play: '))
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
Bounds are loose, intervals (ibp) most of all: a share of 0 says that nothing could be proved, not that an attack exists.

Examples:
  $ a2pd certify --run pong
  $ a2pd certify --policy zoo:pong/student-a2pd --epsilons 1/2550,1/255
  $ a2pd certify --policy zoo:freeway/student-pgd10 --bounds alpha-crown --states 100
  $ a2pd certify --run pong --play --epsilons 1/255
  $ a2pd certify --run freeway --play --epsilons 1/255 --episodes 4 --search-states 50000
  $ a2pd certify --run pong --prescriptions runs/pong/prescriptions --states 2000`,
    )
    .action(async (options: CertifyOptions) => {
      requireBeside(command, 'play', ['teacher', 'mattersAbove', 'worstCase', 'searchStates', 'explorationEpsilon']);
      const folder = options.run === undefined ? undefined : runFolder(options.runs, options.run);
      const policy = namedPolicy(options.policy, folder);
      if (options.play) return play(options, policy, folder);
      const output = options.output ?? (folder ? join(folder.certifications, policy.name) : undefined);
      const { episodes = 16, bounds = 'crown' } = options;
      const { prescriptions, states, maxAgentSteps, seed, epsilons, attackSteps } = options;
      return runJob(options, async (context) => {
        const scaledDown = await inheritedScale(policy.folder);
        const visit = { policy, prescriptions, states, episodes, maxAgentSteps, seed };
        const request = { ...visit, epsilons, bounds, attackSteps, output, scaledDown };
        const record = await certifyNamedPolicy(request, context);
        return recordOutcome(record, describeCertification(record), output, options);
      });
    });
}

function play(options: CertifyOptions, policy: NamedPolicy, folder: RunFolder | undefined): Promise<void> {
  const { bounds = 'ibp', episodes = 50, maxAgentSteps, seed, explorationEpsilon, epsilons } = options;
  const { mattersAbove, worstCase, searchStates } = options;
  const output = options.output ?? (folder ? join(folder.certifiedPlay, policy.name) : undefined);
  // The cheap ones prove most states; the others are asked of the rest.
  const asked: readonly BoundsName[] = bounds === 'ibp' ? ['ibp'] : ['ibp', bounds];
  return runJob(options, async (context) => {
    const teacher = await findTeacher(options, folder);
    const scaledDown = await inheritedScale(policy.folder);
    const games = { policy, teacher, episodes, maxAgentSteps, seed, explorationEpsilon };
    const request = { ...games, epsilons, bounds: asked, mattersAbove, worstCase, searchStates, output, scaledDown };
    const record = await certifyPlay(request, context);
    return recordOutcome(record, certifiedLines([record]).join('\n'), output, options);
  });
}

function describeCertification(record: CertificationRecord): string {
  const { policyName, method, states, episodes, levels, radius, attackLabel } = record;
  const lines = levels.map(({ epsilon, certifiedShare, certifiedInterval95, attackedShare }) => {
    const attacked = attackedShare === null ? '' : `, ${percent(attackedShare)} survive ${attackLabel}`;
    return `  within ${formatEpsilon(epsilon)}: ${percentWithin(certifiedShare, certifiedInterval95)} certified${attacked}`;
  });
  const { median, max } = radius;
  return [
    `${policyName}, actions on ${states} states of ${episodes} episodes, by ${method}:`,
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

/** `a2pd distill`: a student from prescriptions. */
import { expectationError, percent } from '@a2pd/core';
import { distillPresets, methods } from '@a2pd/distill';
import { distillStudent, namedPolicy, newStudentFolder, policyNames, runFolder } from '@a2pd/experiment';
import { type Command, Option } from 'commander';
import { commandLine } from '../command-line.js';
import { distillConfigOf } from '../distill-config.js';
import { runJob } from '../job.js';
import {
  checkpointSecondsOption,
  integer,
  jsonOption,
  number,
  type RunOptions,
  runOption,
  runsOption,
  seedOption,
} from '../options.js';

interface DistillOptions extends Omit<RunOptions, 'run'> {
  readonly run?: string;
  readonly prescriptions?: readonly string[];
  readonly from?: string;
  readonly student?: string;
  readonly resume?: string | true;
  readonly restart?: boolean;
  readonly checkpointSeconds: number;
  readonly method: string;
  readonly beta?: number;
  readonly eta?: number;
  readonly jacobian?: string;
  readonly temperature?: number;
  readonly kappa?: number;
  readonly epsilon?: number;
  readonly steps?: number;
  readonly alpha?: number;
  readonly boxShare?: number;
  readonly hyperparameters: keyof typeof distillPresets;
  readonly maxEpochs?: number;
  readonly patienceEpochs?: number;
  readonly warmupEpochs?: number;
  readonly rampEpochs?: number;
  readonly sampling?: string;
  readonly splitBy?: string;
  readonly seed: number;
  readonly set?: readonly string[];
}

/** Options that say what is trained, not from where or whereto. */
const trainingOptions = [
  ...[
    'method',
    'beta',
    'eta',
    'jacobian',
    'temperature',
    'kappa',
    'epsilon',
    'steps',
    'alpha',
    'boxShare',
    'hyperparameters',
  ],
  ...['maxEpochs', 'patienceEpochs', 'warmupEpochs', 'rampEpochs', 'sampling', 'splitBy', 'seed', 'set'],
];

export function configure(command: Command): Command {
  const names = Object.keys(methods);
  return command
    .addOption(runOption().makeOptionMandatory(false))
    .addOption(runsOption())
    .addOption(
      new Option('--prescriptions <folder...>', "prescriptions, several as one set; the run's own when absent"),
    )
    .addOption(new Option('--from <policy>', `start from the weights of a student: ${policyNames}`))
    .addOption(new Option('--student <name>', 'what it is called in the run, or a folder; "student" when absent'))
    .addOption(new Option('--resume [run]', 'continue a stopped distillation with its own numbers'))
    .addOption(new Option('--restart', 'begin anew, also where a student is already').conflicts('resume'))
    .addOption(new Option('--method <name>', 'how to distil; see below').choices(names).default('a2pd'))
    .addOption(new Option('--beta <x>', 'weight of the Jacobian term').argParser(number(0, 1e6)))
    .addOption(new Option('--eta <x>', 'exponent of Eq. 12, e.g. 1/3').argParser(number(0, 1)))
    .addOption(
      new Option('--jacobian <norm>', 'what the norm of Eq. 13 is taken of').choices(['per-sample', 'whole-batch']),
    )
    .addOption(new Option('--temperature <x>', "of KL's prescriptions; of regret's costs").argParser(number(0, 1e6)))
    .addOption(
      new Option('--kappa <x>', 'weight of the state-adversarial or the worst-case term').argParser(number(0, 1e6)),
    )
    .addOption(new Option('--epsilon <x>', "of the adversary's or the proved ball, e.g. 1/255").argParser(number(0, 1)))
    .addOption(new Option('--steps <n>', 'of the adversary').argParser(integer(1)))
    .addOption(new Option('--alpha <x>', "weight of MTL-IBP's worst-case term").argParser(number(0, 1)))
    .addOption(new Option('--box-share <x>', "SABR's box, as a share of epsilon").argParser(number(0, 1)))
    .addOption(
      new Option('--hyperparameters <name>', 'where the numbers come from')
        .choices(Object.keys(distillPresets))
        .default('paper'),
    )
    .addOption(new Option('--max-epochs <n>', 'at most').argParser(integer(1)))
    .addOption(new Option('--patience-epochs <n>', 'without gain before stopping').argParser(integer(1)))
    .addOption(
      new Option('--warmup-epochs <n>', 'of plain cross-entropy first, against collapse (a deviation)').argParser(
        integer(0),
      ),
    )
    .addOption(
      new Option('--ramp-epochs <n>', 'then with epsilon growing to its own (a deviation)').argParser(integer(0)),
    )
    .addOption(
      new Option('--sampling <name>', 'balanced: every action equally often, against collapse (a deviation)').choices([
        'shuffled',
        'balanced',
      ]),
    )
    .addOption(new Option('--split-by <unit>', 'what validation rows are drawn by').choices(['episode', 'row']))
    .addOption(seedOption(1))
    .addOption(checkpointSecondsOption(60))
    .addOption(new Option('--set <key=value...>', 'any other hyper-parameter, e.g. learningRate=1e-4 batchSize=64'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Methods:
${methodList()}

Examples:
  $ a2pd distill --run pong
  $ a2pd distill --run pong --beta 0.1 --student student-beta-0.1
  $ a2pd distill --run pong --method pgd --steps 10 --student student-pgd
  $ a2pd distill --resume pong

Ctrl-C stops at once and keeps all whole epochs beside the student, in <student>-training; the same command, or --resume,
continues to the same weights as if it had never been stopped. A killed one loses the epoch it was in, and what it did after
its last checkpoint.`,
    )
    .action(async (options: DistillOptions) => {
      const run = runOf(options);
      const { runs } = options;
      const folder = runFolder(runs, run);
      const prescriptions = options.prescriptions ?? [folder.prescriptions];
      const from = options.from === undefined ? undefined : namedPolicy(options.from, folder).folder;
      const student = newStudentFolder(options.student, folder);
      const config = distillConfigOf(options);
      const isChosen = trainingOptions.some((name) => command.getOptionValueSource(name) === 'cli');
      await runJob(options, async (context) => {
        const distilled = await distillStudent(
          {
            ...{ prescriptions, student, from, config, seed: options.seed, teacher: folder.teacher },
            checkpointPeriodMs: 1000 * options.checkpointSeconds,
            existing: options.restart ? 'replace' : options.resume && !isChosen ? 'as-begun' : 'same',
            resumeCommand: commandLine('distill', {
              resume: run,
              runs,
              prescriptions: options.prescriptions,
              from: options.from,
              student: options.student,
            }),
          },
          context,
        );
        for (const warning of distilled.warnings) context.say(`Warning: ${warning}`);
        return {
          json: distilled,
          text: describe(distilled.epochs, distilled.best, student),
          next: commandLine('evaluate', {
            ...{ run, runs, policy: options.student },
            ...{ attack: 'pgd', steps: 10, epsilon: '1/255' },
          }),
        };
      });
    });
}

function describe(
  epochs: number,
  { epoch, validation }: Awaited<ReturnType<typeof distillStudent>>['best'],
  student: string,
): string {
  const { accuracy, majorityShare, balancedAccuracy, meanPrescriptionGap, vanishingGradientShare } = validation;
  return (
    `Distilled in ${epochs} epochs, the best was epoch ${epoch}: prescription accuracy ${percent(accuracy)} ` +
    `(majority action ${percent(majorityShare)}), balanced ${percent(balancedAccuracy)}, ` +
    `prescription gap ${meanPrescriptionGap.toFixed(3)}, vanishing gradients ${percent(vanishingGradientShare)}.\n` +
    `Student: ${student}`
  );
}

function runOf({ run, resume }: DistillOptions): string {
  const named = typeof resume === 'string' ? resume : run;
  if (named !== undefined) return named;
  throw expectationError('INVALID_ARGUMENT', '--run, or --resume RUN', undefined, 'e.g. a2pd distill --run pong');
}

function methodList(): string {
  return Object.entries(methods)
    .map(([name, { summary, source }]) => `  ${name.padEnd(17)} ${summary}\n${' '.repeat(20)}${source}`)
    .join('\n');
}

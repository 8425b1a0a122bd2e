/** `a2pd distill`: a student from prescriptions. */
import { expectationError, percent } from '@a2pd/core';
import { distillPresets, methodEntries } from '@a2pd/distill';
import {
  type DistillTerms,
  distillConfigOf,
  distillStudent,
  distillTermNames,
  namedPolicy,
  newStudentFolder,
  policyNames,
  runFolder,
  usesInAll,
  usesInMethods,
} from '@a2pd/experiment';
import { type Command, Option } from 'commander';
import { catalogueLines } from '../catalogue.js';
import { commandLine } from '../command-line.js';
import { addDerivedOptions } from '../derived-option.js';
import { runJob } from '../job.js';
import {
  checkpointSecondsOption,
  integer,
  jsonOption,
  type RunOptions,
  runOption,
  runsOption,
  seedOption,
} from '../options.js';

interface DistillOptions extends Omit<RunOptions, 'run'>, DistillTerms {
  readonly run?: string;
  readonly prescriptions?: readonly string[];
  readonly from?: string;
  readonly student?: string;
  readonly resume?: string | true;
  readonly restart?: boolean;
  readonly checkpointSeconds: number;
  readonly keepEpochs?: readonly number[];
  readonly seed: number;
}

export function configure(command: Command): Command {
  command
    .addOption(runOption().makeOptionMandatory(false))
    .addOption(runsOption())
    .addOption(
      new Option('--prescriptions <folder...>', "prescriptions, several as one set; the run's own when absent"),
    )
    .addOption(new Option('--from <policy>', `start from the weights of a student: ${policyNames}`))
    .addOption(new Option('--student <name>', 'what it is called in the run, or a folder; "student" when absent'))
    .addOption(new Option('--resume [run]', 'continue a stopped distillation with its own numbers'))
    .addOption(new Option('--restart', 'begin anew, also where a student is already').conflicts('resume'))
    .addOption(
      new Option('--hyperparameters <name>', 'where the numbers come from')
        .choices(Object.keys(distillPresets))
        .default('paper'),
    )
    .addOption(seedOption(1))
    .addOption(checkpointSecondsOption(60))
    .addOption(
      new Option(
        '--keep-epochs <n...>',
        'also keep the student as it is after these epochs, as STUDENT-epoch-N',
      ).argParser((text: string, before: readonly number[] = []) => [...before, integer(1)(text)]),
    )
    .addOption(new Option('--set <key=value...>', 'any other hyper-parameter, e.g. learningRate=1e-4 batchSize=64'))
    .addOption(methodOption());
  return addDerivedOptions(command, new Map([...usesInAll(), ...usesInMethods()]))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Methods:
${catalogueLines(methodEntries().map(([name, method]) => ({ ...method, name })))}

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
      const isChosen = [...distillTermNames(), 'set'].some((name) => command.getOptionValueSource(name) === 'cli');
      await runJob(options, async (context) => {
        const distilled = await distillStudent(
          {
            ...{ prescriptions, student, from, config, seed: options.seed, teacher: folder.teacher },
            checkpointPeriodMs: 1000 * options.checkpointSeconds,
            keepEpochs: options.keepEpochs,
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
  if (run !== undefined && named !== run) {
    throw expectationError(
      'INVALID_ARGUMENT',
      `one run, ${run} or ${named}`,
      'both',
      'give --run, or --resume its name',
    );
  }
  if (named !== undefined) return named;
  throw expectationError('INVALID_ARGUMENT', '--run, or --resume RUN', undefined, 'e.g. a2pd distill --run pong');
}

function methodOption(): Option {
  const names = methodEntries().map(([name]) => name);
  return new Option('--method <name>', 'how to distil; see below').choices(names).default('a2pd');
}

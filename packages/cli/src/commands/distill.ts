/** `a2pd distill`: a student from prescriptions. */
import { type DistillConfigInput, distillPresets, parseDistillConfig } from '@a2pd/distill';
import { type Command, Option } from 'commander';
import { runJob } from '../job.js';
import { integer, jsonOption, number, type RunOptions, runOption, runsOption, seedOption } from '../options.js';
import { runFolder } from '../run-folder.js';
import { join, scaledDownDistillation } from '../scaled-down.js';
import { readSettings } from '../settings.js';
import { distillStudent } from '../stages/distill-student.js';
import { inheritedScale } from '../stages/inherited-scale.js';

interface DistillOptions extends RunOptions {
  readonly prescriptions?: string;
  readonly student?: string;
  readonly loss: string;
  readonly beta?: number;
  readonly eta?: number;
  readonly epsilon?: number;
  readonly steps?: number;
  readonly hyperparameters: keyof typeof distillPresets;
  readonly maxEpochs?: number;
  readonly warmupEpochs?: number;
  readonly seed: number;
  readonly set?: readonly string[];
}

const losses = ['a2pd', 'pgm', 'cross-entropy', 'kl', 'cross-entropy+jr', 'fgsm', 'pgd'];

export function configure(command: Command): Command {
  return command
    .addOption(runOption())
    .addOption(runsOption())
    .addOption(new Option('--prescriptions <folder>', "prescriptions; the run's own when absent"))
    .addOption(new Option('--student <folder>', "where the student goes; the run's own place when absent"))
    .addOption(
      new Option('--loss <name>', 'what is minimised; fgsm and pgd are the adversarial baselines')
        .choices(losses)
        .default('a2pd'),
    )
    .addOption(new Option('--beta <x>', 'weight of the Jacobian term').argParser(number(0, 1e6)))
    .addOption(new Option('--eta <x>', 'exponent of Eq. 12, e.g. 1/3').argParser(number(0, 1)))
    .addOption(new Option('--epsilon <x>', 'of the adversarial baselines, e.g. 1/255').argParser(number(0, 1)))
    .addOption(new Option('--steps <n>', 'of the PGD baseline').argParser(integer(1)))
    .addOption(
      new Option('--hyperparameters <name>', 'where the numbers come from')
        .choices(Object.keys(distillPresets))
        .default('paper'),
    )
    .addOption(new Option('--max-epochs <n>', 'at most').argParser(integer(1)))
    .addOption(
      new Option('--warmup-epochs <n>', 'of plain cross-entropy first (a deviation from the paper)').argParser(
        integer(0),
      ),
    )
    .addOption(seedOption(1))
    .addOption(new Option('--set <key=value...>', 'any other hyper-parameter, e.g. learningRate=1e-4 splitBy=row'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  $ a2pd distill --run pong
  $ a2pd distill --run pong --beta 0.1 --student runs/pong/student-beta-0.1
  $ a2pd distill --run pong --loss pgd --steps 10 --student runs/pong/student-pgd`,
    )
    .action(async (options: DistillOptions) => {
      const folder = runFolder(options.runs, options.run);
      const prescriptions = options.prescriptions ?? folder.prescriptions;
      const student = options.student ?? folder.student;
      const config = parseDistillConfig(readSettings(options.set ?? [], { ...inputOf(options) }));
      await runJob(options, async (context) => {
        const scaledDown = join([await inheritedScale(prescriptions), scaledDownDistillation(config)]);
        const distilled = await distillStudent(
          { prescriptions, student, config, seed: options.seed, ...(scaledDown ? { scaledDown } : {}) },
          context,
        );
        const { best, epochs, warnings } = distilled;
        const { accuracy, majorityShare, balancedAccuracy } = best.validation;
        for (const warning of warnings) context.say(`Warning: ${warning}`);
        return {
          json: distilled,
          text:
            `Distilled in ${epochs} epochs, the best was epoch ${best.epoch}: prescription accuracy ${percent(accuracy)} ` +
            `(majority action ${percent(majorityShare)}), balanced ${percent(balancedAccuracy)}.\nStudent: ${student}`,
          next: `a2pd evaluate --run ${options.run} --attack pgd --steps 10 --epsilon 1/255`,
        };
      });
    });
}

function inputOf(options: DistillOptions): DistillConfigInput {
  const { loss: name, beta, eta, epsilon, steps, maxEpochs, warmupEpochs } = options;
  const given = { beta, eta, epsilon, steps: steps ?? (name === 'pgd' ? 10 : undefined) };
  return {
    ...distillPresets[options.hyperparameters],
    // Options that the loss does not have are refused by its schema, by name.
    loss: { name, ...defined(given) } as DistillConfigInput['loss'],
    ...defined({ maxEpochs, warmupEpochs }),
  };
}

function defined<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

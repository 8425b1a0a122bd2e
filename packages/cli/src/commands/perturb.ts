/** `a2pd perturb`: attacks on observations that people bring. */
import { percent } from '@a2pd/core';
import {
  type Layout,
  namedPolicy,
  type Perturbed,
  perturbObservations,
  policyNames,
  runFolder,
} from '@a2pd/experiment';
import { type Command, Option } from 'commander';
import { type AttackOptions, addAttackOptions, attackConfigOf, typedAttack } from '../attack-options.js';
import { commandLine } from '../command-line.js';
import { runJob } from '../job.js';
import {
  forceOption,
  gameOption,
  integer,
  jsonOption,
  type RunOptions,
  runOption,
  runsOption,
  seedOption,
  targetOption,
} from '../options.js';

interface PerturbOptions extends Omit<RunOptions, 'run'>, AttackOptions {
  readonly input: string;
  readonly output: string;
  readonly layout?: Layout;
  readonly run?: string;
  readonly policy: string;
  readonly victim?: string;
  readonly teacher?: string;
  readonly labels?: string;
  readonly target?: string;
  readonly game?: string;
  readonly perturbFrames: 'all' | 'newest';
  readonly quantise?: boolean;
  readonly batch: number;
  readonly seed: number;
  readonly force?: boolean;
}

export function configure(command: Command): Command {
  command
    .addOption(new Option('--input <file>', 'observations, *.npy or *.safetensors').makeOptionMandatory())
    .addOption(new Option('--output <file>', 'where the attacked ones go, as they came').makeOptionMandatory())
    .addOption(forceOption())
    .addOption(
      new Option('--layout <name>', 'refuse another: [N, 4, 84, 84] or [N, 84, 84, 4]').choices(['nchw', 'nhwc']),
    )
    .addOption(runOption().makeOptionMandatory(false))
    .addOption(runsOption())
    .addOption(new Option('--policy <name>', `${policyNames}: what the attack knows`).default('student'))
    .addOption(
      new Option('--victim <name>', 'who is shown the result (transfer), named as by --policy; the policy when absent'),
    )
    .addOption(
      new Option('--teacher <name>', 'labels the observations, and is the critic of minq; named as by --policy'),
    )
    .addOption(
      new Option('--labels <file>', "actions to lead away from; the teacher's or the victim's own when absent"),
    )
    .addOption(targetOption().conflicts('labels'))
    .addOption(gameOption())
    .addOption(
      new Option('--perturb-frames <which>', 'all four (the paper) or the newest')
        .choices(['all', 'newest'])
        .default('all'),
    )
    .addOption(new Option('--quantise', 'whole grey levels alone; always so for uint8'))
    .addOption(new Option('--batch <n>', 'observations at a time').default(50).argParser(integer(1, 4096)))
    .addOption(seedOption(0));
  return addAttackOptions(command, { isMandatory: true })
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Pixels are uint8, or floats of 16, 32 or 64 bits in [0, 1]; the newest frame comes last. Attacked ones have the same type,
rounded towards the clean ones where it is a narrow one. A safetensors file holds one tensor, or one called "observations";
its result also has what was beside it, its metadata, and "labels", "clean_actions" and "attacked_actions". Labels are
whole numbers of any type. An .npy cannot say who wrote it: it is replaced with --force only.

Examples:
  $ a2pd perturb --run pong --input seen.npy --output attacked.npy --attack pgd --epsilon 3/255
  $ a2pd perturb --policy my/policy --input seen.safetensors --output attacked.safetensors --attack apgd-ce
  $ a2pd perturb --run pong --policy teacher --victim student --input seen.npy --output attacked.npy --attack cw`,
    )
    .action(async (options: PerturbOptions) => {
      const { input, output, layout, victim, teacher, labels, target, game, seed, force } = options;
      const run = options.run === undefined ? undefined : runFolder(options.runs, options.run);
      const folderOf = (policy: string) => namedPolicy(policy, run).folder;
      const policy = folderOf(options.policy);
      const attack = attackConfigOf(options);
      await runJob(options, async (context) => {
        const perturbed = await perturbObservations(
          {
            ...{ input, output, layout, labels, target, game, seed, force, policy, attack },
            ...{ victim: victim && folderOf(victim), teacher: teacher && folderOf(teacher) },
            ...{ frames: options.perturbFrames, quantise: options.quantise ?? false, batchSize: options.batch },
          },
          context,
        );
        return {
          json: perturbed,
          text:
            `${perturbed.attackLabel} on ${perturbed.observations} observations (${perturbed.dtype}, ${perturbed.layout}): ` +
            `${describeSuccess(perturbed)}; ` +
            `${percent(perturbed.actionFlipRate)} of actions changed; largest change ` +
            `${(perturbed.maxPerturbation * 255).toFixed(2)}/255.\nAttacked observations: ${output}`,
          next: options.run && nextOf(options),
        };
      });
    });
}

function describeSuccess({ astrayClean, astrayAttacked, cleanTargetRate, targetRate, target }: Perturbed): string {
  const [what, clean, attacked] =
    target === null ? ['away from the label', astrayClean, astrayAttacked] : [target, cleanTargetRate, targetRate];
  return `${what} ${percent(clean ?? 0)} clean, ${percent(attacked ?? 0)} attacked`;
}

/** The same attack on the observations of whole games. */
function nextOf(options: PerturbOptions): string {
  const { run, runs, policy, victim, teacher, target, perturbFrames, quantise } = options;
  return commandLine('evaluate', {
    ...{ run, runs, policy: victim ?? policy, teacher, target, ...typedAttack(options), quantise },
    // Of games the labels would else be those of the run's teacher.
    labels: teacher === undefined && target === undefined ? 'self' : undefined,
    madeOn: victim === undefined ? undefined : policy,
    perturbFrames: perturbFrames === 'all' ? undefined : perturbFrames,
  });
}

/** `a2pd evaluate`: episodes of a policy, clean or attacked. */
import { describeEvaluation, evaluatePolicy, findTeacher, namedPolicy, policyNames, runFolder } from '@a2pd/experiment';
import { type Command, Option } from 'commander';
import { type AttackOptions, addAttackOptions, attackConfigOf } from '../attack-options.js';
import { commandLine } from '../command-line.js';
import { runJob } from '../job.js';
import {
  adversaryOption,
  checkpointSecondsOption,
  environmentsOption,
  explorationOption,
  integer,
  jsonOption,
  type RunOptions,
  runOption,
  runsOption,
  seedOption,
  targetOption,
} from '../options.js';
import { addStrikeOptions, type StrikeOptions, strikesOf } from '../strike-options.js';

interface EvaluateOptions extends RunOptions, AttackOptions, StrikeOptions {
  readonly policy: string;
  readonly teacher?: string;
  readonly labels?: 'self' | 'teacher';
  readonly target?: string;
  readonly adversary?: string;
  readonly madeOn?: string;
  readonly episodes: number;
  readonly environments: number;
  readonly seed: number;
  readonly explorationEpsilon: number;
  readonly perturbFrames: 'all' | 'newest';
  readonly quantise?: boolean;
  readonly spareProved?: boolean;
  readonly maxAgentSteps?: number;
  readonly stuckAfter?: number;
  readonly record: number;
  readonly restart?: boolean;
  readonly checkpointSeconds: number;
}

export function configure(command: Command): Command {
  command
    .addOption(runOption())
    .addOption(runsOption())
    .addOption(new Option('--policy <name>', policyNames).default('student'))
    .addOption(
      new Option(
        '--teacher <name>',
        "labels the states, named as by --policy; the run's own teacher, or the zoo's for a policy of the zoo",
      ),
    )
    .addOption(new Option('--labels <whose>', 'whose action the attack pushes away from').choices(['teacher', 'self']))
    .addOption(targetOption().conflicts('labels'))
    .addOption(adversaryOption().conflicts(['labels', 'target']))
    .addOption(
      new Option(
        '--made-on <name>',
        'transfer: the attack follows this policy, named as by --policy, and is shown to ours',
      ),
    )
    .addOption(new Option('--episodes <n>', 'episodes').default(50).argParser(integer(1, 100_000)))
    .addOption(environmentsOption(50))
    .addOption(seedOption(0))
    .addOption(explorationOption())
    .addOption(
      new Option('--perturb-frames <which>', 'all four (the paper) or the newest')
        .choices(['all', 'newest'])
        .default('all'),
    )
    .addOption(new Option('--quantise', 'round what the policy sees to whole grey levels'))
    .addOption(
      new Option('--spare-proved', 'attack only where bounds do not prove the action: as harmful, much sooner'),
    )
    .addOption(new Option('--max-agent-steps <n>', 'cut episodes here (they count as truncated)').argParser(integer(1)))
    .addOption(
      new Option('--stuck-after <n>', 'cut them when so many agent steps scored nothing').argParser(integer(1)),
    )
    .addOption(new Option('--record <n>', 'first agent steps kept as pictures').default(120).argParser(integer(0, 600)))
    .addOption(new Option('--restart', 'begin anew, also where an evaluation is already'))
    .addOption(checkpointSecondsOption(10));
  return addAttackOptions(addStrikeOptions(command))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The same command after Ctrl-C or a kill goes on where it was, to the same records.

Examples:
  $ a2pd evaluate --run pong --policy teacher
  $ a2pd evaluate --run pong --attack pgd --steps 10 --epsilon 3/255
  $ a2pd evaluate --run pong --attack pgd --epsilon 1/255 --made-on teacher
  $ a2pd evaluate --run pong --attack pgd --steps 50 --epsilon 1/255 --random-start --restarts 5 --labels self
  $ a2pd evaluate --run pong --attack pgd --epsilon 1/255 --gap-above 0.01
  $ a2pd evaluate --run pong --attack apgd-ce --target worst
  $ a2pd evaluate --run hunt --attack pgd --adversary adversary --policy zoo:pong/student-certified
  $ a2pd evaluate --run pong --policy zoo:pong/student-certified --attack apgd-dlr --steps 50 --spare-proved`,
    )
    .action(async (options: EvaluateOptions) => {
      const folder = runFolder(options.runs, options.run);
      const policy = namedPolicy(options.policy, folder);
      const attack = attackConfigOf(options);
      const strikes = strikesOf(options);
      const { labels, target, episodes, seed, explorationEpsilon, perturbFrames, spareProved, restart } = options;
      const named = (name?: string) => (name === undefined ? undefined : namedPolicy(name, folder));
      const madeOn = named(options.madeOn);
      const adversary = named(options.adversary);
      await runJob(options, async (context) => {
        const teacher = await findTeacher(options, folder);
        const { game, directory, summary, timing } = await evaluatePolicy(
          {
            ...{ folder, policyName: policy.name, policy: policy.folder, teacher, attack, strikes, madeOn, adversary },
            ...{ labels, target, episodes, seed, explorationEpsilon, perturbFrames, spareProved, restart },
            numEnvironments: options.environments,
            quantise: options.quantise ?? false,
            recordedAgentSteps: options.record,
            maxEpisodeAgentSteps: options.maxAgentSteps,
            maxScorelessAgentSteps: options.stuckAfter,
            checkpointPeriodMs: 1000 * options.checkpointSeconds,
          },
          context,
        );
        return {
          json: { directory, summary, timing },
          text: [...describeEvaluation(game, summary, timing), `Records: ${directory}`].join('\n'),
          next: commandLine('report', { run: options.run, runs: options.runs }),
        };
      });
    });
}

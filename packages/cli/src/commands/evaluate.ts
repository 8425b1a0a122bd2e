/** `a2pd evaluate`: episodes of a policy, clean or attacked. */
import { type EvaluationSummary, humanNormalised, percent, referenceReturns } from '@a2pd/core';
import type { EvaluationTiming } from '@a2pd/evaluate';
import { evaluatePolicy, findTeacher, namedPolicy, policyNames, runFolder } from '@a2pd/experiment';
import { type Command, Option } from 'commander';
import { type AttackOptions, addAttackOptions, attackConfigOf } from '../attack-options.js';
import { commandLine } from '../command-line.js';
import { runJob } from '../job.js';
import {
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
  $ a2pd evaluate --run pong --policy zoo:pong/student-certified --attack apgd-dlr --steps 50 --spare-proved`,
    )
    .action(async (options: EvaluateOptions) => {
      const folder = runFolder(options.runs, options.run);
      const policy = namedPolicy(options.policy, folder);
      const attack = attackConfigOf(options);
      const strikes = strikesOf(options);
      const { labels, target, episodes, seed, explorationEpsilon, perturbFrames, spareProved, restart } = options;
      const madeOn = options.madeOn === undefined ? undefined : namedPolicy(options.madeOn, folder);
      await runJob(options, async (context) => {
        const teacher = await findTeacher(options, folder);
        const { game, directory, summary, timing } = await evaluatePolicy(
          {
            ...{ folder, policyName: policy.name, policy: policy.folder, teacher, attack, strikes, madeOn },
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
          text: [
            describeEvaluation(summary, timing),
            ...describeNormalised(game, summary),
            `Records: ${directory}`,
          ].join('\n'),
          next: commandLine('report', { run: options.run, runs: options.runs }),
        };
      });
    });
}

/** Where the random agent and the human are known, and the games were whole. */
function describeNormalised(game: string, { returns, truncatedEpisodes }: EvaluationSummary): string[] {
  const reference = referenceReturns(game);
  if (reference === undefined || truncatedEpisodes > 0) return [];
  const score = humanNormalised(returns.mean, reference);
  return [
    `Human-normalised: ${percent(score)}, from a random agent's ${reference.random} to a human's ${reference.human}.`,
  ];
}

function describeEvaluation(
  summary: EvaluationSummary,
  { seconds, attackSeconds, emulationSeconds }: EvaluationTiming,
): string {
  const { policyName, attackLabel, returns, actionFlipRate, attackedStates, attackedShare, ...others } = summary;
  const { targetRate, cleanTargetRate } = others;
  const { mean, standardDeviation, interquartileMean, interquartileMeanInterval95, episodes, distinctEpisodes } =
    returns;
  const [low, high] = interquartileMeanInterval95.map((bound) => bound.toFixed(2));
  return [
    `${policyName}, ${attackLabel}: mean return ${mean.toFixed(2)} ± ${standardDeviation.toFixed(2)} over ${episodes} ` +
      `episodes (${distinctEpisodes} distinct), interquartile mean ${interquartileMean.toFixed(2)} [${low}, ${high}].`,
    ...(attackedStates === null || attackedShare === null || (attackedShare === 1 && summary.strikes === null)
      ? []
      : [`Attacked: ${attackedStates} of ${summary.agentSteps} states, ${percent(attackedShare)}.`]),
    ...(targetRate === null || cleanTargetRate === null
      ? []
      : [`Target taken: ${percent(targetRate)}; of the same states without the attack ${percent(cleanTargetRate)}.`]),
    ...(actionFlipRate === null ? [] : [`Actions changed: ${percent(actionFlipRate)}.`]),
    `${(summary.agentSteps / seconds).toFixed(0)} agent steps/s over ${seconds.toFixed(1)} s, of it ` +
      `${percent(attackSeconds / seconds)} in the attack, ${percent(emulationSeconds / seconds)} waiting for the emulators.`,
  ].join('\n');
}

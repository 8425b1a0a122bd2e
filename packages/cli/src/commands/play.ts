/** `a2pd play`: a policy at play, in figures and as a film; or several, clean and attacked, side by side. */
import { expectationError, formatBytes, percent } from '@a2pd/core';
import { mostClipAgentSteps } from '@a2pd/evaluate';
import { comparePolicies, namedPolicy, type PlayedEpisode, playPolicy, policyNames, runFolder } from '@a2pd/experiment';
import { type Command, Option } from 'commander';
import { type AttackOptions, addAttackOptions, attackConfigOf } from '../attack-options.js';
import { runJob } from '../job.js';
import {
  adversaryOption,
  explorationOption,
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
import { addStrikeOptions, type StrikeOptions, strikesOf } from '../strike-options.js';

interface PlayOptions extends Omit<RunOptions, 'run'>, AttackOptions, StrikeOptions {
  readonly run?: string;
  readonly policy: string;
  readonly compare?: readonly string[];
  readonly game?: string;
  readonly episodes: number;
  readonly seed: number;
  readonly target?: string;
  readonly adversary?: string;
  readonly maxAgentSteps?: number;
  readonly explorationEpsilon: number;
  readonly output?: string;
  readonly force?: boolean;
}

const mostAgentSteps = 3000;

export function configure(command: Command): Command {
  command
    .addOption(runOption().makeOptionMandatory(false))
    .addOption(runsOption())
    .addOption(new Option('--policy <name>', policyNames).default('student'))
    .addOption(
      new Option(
        '--compare <policies...>',
        'these side by side, each without and with the attack, in one GIF; one episode of their own game',
      ).conflicts(['policy', 'game', 'episodes']),
    )
    .addOption(gameOption("another game with as many actions; the policy's own when absent"))
    .addOption(new Option('--episodes <n>', 'episodes, one after another').default(1).argParser(integer(1, 1000)))
    .addOption(seedOption(0))
    .addOption(
      new Option(
        '--max-agent-steps <n>',
        `cut each episode here; 15 agent steps are a second (default: ${mostAgentSteps}; beside --compare ${mostClipAgentSteps}, and no more)`,
      ).argParser(integer(1, 30_000)),
    )
    .addOption(explorationOption())
    .addOption(targetOption())
    .addOption(adversaryOption().conflicts('target'))
    .addOption(new Option('--output <file>', 'film of the game, *.gif, or *.mp4 (needs ffmpeg)'))
    .addOption(forceOption());
  return addAttackOptions(addStrikeOptions(command))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  $ a2pd play --run pong --output pong.gif
  $ a2pd play --policy runs/pong/teacher --episodes 3
  $ a2pd play --run pong --attack pgd --epsilon 3/255 --max-agent-steps 600 --output attacked.mp4
  $ a2pd play --run hunt --policy zoo:pong/student-certified --attack pgd --adversary adversary --output led.gif
  $ a2pd play --compare zoo:pong/teacher zoo:pong/student-a2pd --attack pgd --epsilon 3/255 --max-agent-steps 400 --output pong.gif`,
    )
    .action(async (options: PlayOptions) => {
      if (options.compare !== undefined) return compare(options, options.compare);
      const { game, episodes, output, maxAgentSteps = mostAgentSteps } = options;
      const request = { ...asked(options), policy: named(options)(options.policy), game, episodes, maxAgentSteps };
      await runJob(options, async (context) => {
        const played = await playPolicy(request, context);
        const lines = [
          `${played.policyName} plays ${played.game}, ${played.attackLabel}:`,
          ...played.episodes.map(describeEpisode),
          ...(episodes > 1 ? [`  mean return ${played.meanReturn.toFixed(2)}`] : []),
          ...(output === undefined ? [] : [`Film: ${output}`]),
        ];
        return { json: played, text: lines.join('\n') };
      });
    });
}

async function compare(options: PlayOptions, names: readonly string[]): Promise<void> {
  const { maxAgentSteps, output } = options;
  if (output === undefined) throw expectationError('INVALID_ARGUMENT', '--output beside --compare', output);
  const request = { ...asked(options), policies: names.map(named(options)), maxAgentSteps, output };
  await runJob(options, async (context) => {
    const compared = await comparePolicies(request, context);
    const lines = compared.episodes.map(({ policyName, attackLabel, agentSteps, actionFlipRate, ...episode }) => {
      const flips = actionFlipRate === null ? '' : `, ${percent(actionFlipRate)} of actions changed`;
      return `  ${policyName}, ${attackLabel}: return ${episode.return} in ${agentSteps} agent steps${flips}`;
    });
    const film = `Film: ${output}, ${formatBytes(compared.bytes)}`;
    return { json: compared, text: [`${compared.game}, the same seed:`, ...lines, film].join('\n') };
  });
}

/** What one policy and several are asked alike. */
function asked(options: PlayOptions) {
  const { target, seed, explorationEpsilon, output, force } = options;
  const adversary = options.adversary === undefined ? undefined : named(options)(options.adversary);
  const attack = attackConfigOf(options);
  return { attack, strikes: strikesOf(options), target, adversary, seed, explorationEpsilon, output, force };
}

function named({ run, runs }: PlayOptions) {
  return (name: string) => namedPolicy(name, run === undefined ? undefined : runFolder(runs, run));
}

function describeEpisode(played: PlayedEpisode): string {
  const { seed, agentSteps, truncated, actionFlipRate, attackedStates, targetRate, ...episode } = played;
  const end = truncated ? 'cut short' : 'played to its end';
  const flips = actionFlipRate === null ? '' : `, ${percent(actionFlipRate)} of actions changed`;
  const isPartly = attackedStates !== null && attackedStates < agentSteps;
  const attacked = isPartly ? `, ${attackedStates} of them attacked` : '';
  const target = targetRate === null ? '' : `, the target taken in ${percent(targetRate)}`;
  return `  seed ${seed}: return ${episode.return} in ${agentSteps} agent steps${attacked}, ${end}${flips}${target}`;
}

/** `a2pd play`: a policy at play, in figures and as a film. */
import { findGame } from '@a2pd/ale';
import { type Command, Option } from 'commander';
import { type AttackOptions, addAttackOptions, attackConfigOf } from '../attack-options.js';
import { runJob } from '../job.js';
import { integer, jsonOption, number, type RunOptions, runOption, runsOption, seedOption } from '../options.js';
import { namedPolicy } from '../policy-folder.js';
import { runFolder } from '../run-folder.js';
import { type PlayedEpisode, playPolicy } from '../stages/play-policy.js';

interface PlayOptions extends Omit<RunOptions, 'run'>, AttackOptions {
  readonly run?: string;
  readonly policy: string;
  readonly game?: string;
  readonly episodes: number;
  readonly seed: number;
  readonly maxAgentSteps: number;
  readonly explorationEpsilon: number;
  readonly output?: string;
}

export function configure(command: Command): Command {
  command
    .addOption(runOption().makeOptionMandatory(false))
    .addOption(runsOption())
    .addOption(new Option('--policy <name>', '"student", "teacher", or the folder of a policy').default('student'))
    .addOption(new Option('--game <name>', "another game with as many actions; the policy's own when absent"))
    .addOption(new Option('--episodes <n>', 'episodes, one after another').default(1).argParser(integer(1, 1000)))
    .addOption(seedOption(0))
    .addOption(
      new Option('--max-agent-steps <n>', 'cut each episode here; 15 agent steps are a second')
        .default(3000)
        .argParser(integer(1, 30_000)),
    )
    .addOption(
      new Option('--exploration-epsilon <x>', 'share of random actions').default(0.001).argParser(number(0, 1)),
    )
    .addOption(new Option('--output <file>', 'film of the game, *.gif, or *.mp4 (needs ffmpeg)'));
  return addAttackOptions(command)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  $ a2pd play --run pong --output pong.gif
  $ a2pd play --policy runs/pong/teacher --episodes 3
  $ a2pd play --run pong --attack pgd --epsilon 3/255 --max-agent-steps 600 --output attacked.mp4`,
    )
    .action(async (options: PlayOptions) => {
      const { game, output, episodes, seed, maxAgentSteps, explorationEpsilon } = options;
      const run = options.run === undefined ? undefined : runFolder(options.runs, options.run);
      const policy = namedPolicy(options.policy, run);
      if (game !== undefined) findGame(game);
      const attack = attackConfigOf(options);
      await runJob(options, async (context) => {
        const played = await playPolicy(
          {
            ...{ policy, attack, episodes, seed, maxAgentSteps, explorationEpsilon },
            ...(game === undefined ? {} : { game }),
            ...(output === undefined ? {} : { output }),
          },
          context,
        );
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

function describeEpisode({ seed, agentSteps, truncated, actionFlipRate, ...episode }: PlayedEpisode): string {
  const end = truncated ? 'cut short' : 'played to its end';
  const flips = actionFlipRate === null ? '' : `, ${(100 * actionFlipRate).toFixed(1)}% of actions changed`;
  return `  seed ${seed}: return ${episode.return} in ${agentSteps} agent steps, ${end}${flips}`;
}

/** The periodic evaluation of a teacher that is still learning, with a picture of how it plays. */
import type { EpisodeRecord } from '@a2pd/core';
import { ClipRecorder, evaluate } from '@a2pd/evaluate';
import { renderEpisodeGif } from '@a2pd/report/animation';
import type { Model } from '@a2pd/tensor';
import type { JobContext } from '../run/context.js';
import { actionNamesOf, evaluationSeeds, openEpisodicEnvironment, screenOf } from '../run/game-environment.js';
import type { TrainingPlan } from './training-plan.js';

/** Of the first episode; drawing them takes about a second. */
const picturedAgentSteps = 150;

export interface EvaluationInTraining {
  readonly meanReturn: number;
  /** Each episode's. */
  readonly returns: readonly number[];
  /** An animated GIF of the first episode's beginning, when asked for. */
  readonly picture: Uint8Array | null;
}

export async function evaluateInTraining(
  policy: Model,
  { game, preset, evaluationEpisodes, evaluationMaxAgentSteps }: TrainingPlan,
  wantsPicture: boolean,
  { signal, say }: Pick<JobContext, 'signal' | 'say'>,
): Promise<EvaluationInTraining> {
  const environment = openEpisodicEnvironment({ game, preset, numEnvironments: evaluationEpisodes });
  try {
    const recorder = wantsPicture
      ? new ClipRecorder({ maxAgentSteps: picturedAgentSteps, screen: () => screenOf(environment) })
      : undefined;
    const { summary, episodes } = await evaluate({
      environment,
      policy,
      seeds: evaluationSeeds(evaluationEpisodes, 1),
      gradientProbePeriodAgentSteps: 0,
      ...(evaluationMaxAgentSteps ? { maxEpisodeAgentSteps: evaluationMaxAgentSteps } : {}),
      signal,
      ...(recorder ? { recorder } : {}),
    });
    const stuck = episodes.filter(({ truncated, return: own }) => truncated && own === 0);
    if (stuck.length > 0 && evaluationMaxAgentSteps === undefined) say(sentenceOn(stuck, episodes.length));
    const clip = recorder?.clip();
    return {
      meanReturn: summary.returns.mean,
      returns: episodes.map((episode) => episode.return),
      picture: clip ? renderEpisodeGif([{ title: game, clip }], actionNamesOf(environment)).bytes : null,
    };
  } finally {
    environment.close();
  }
}

/** Such as one that never presses FIRE: it plays to the game's own limit, and costs more than the training between. */
function sentenceOn(stuck: readonly EpisodeRecord[], episodes: number): string {
  const agentSteps = stuck.reduce((sum, episode) => sum + episode.agentSteps, 0).toLocaleString('en');
  return (
    `In ${stuck.length} of ${episodes} evaluation episodes nothing was scored until the game's limit cut them, after ` +
    `${agentSteps} agent steps together: the policy may be stuck. --evaluation-max-agent-steps would cut them earlier.`
  );
}

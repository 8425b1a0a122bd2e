/** The periodic evaluation of a teacher that is still learning, with a picture of how it plays. */
import { ClipRecorder, evaluate } from '@a2pd/evaluate';
import { renderEpisodeGif } from '@a2pd/report/animation';
import type { Model } from '@a2pd/tensor';
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
  { game, preset, evaluationEpisodes }: TrainingPlan,
  wantsPicture: boolean,
  signal: AbortSignal,
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
      signal,
      ...(recorder ? { recorder } : {}),
    });
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

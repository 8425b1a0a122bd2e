/** The periodic evaluation of a teacher, or an adversary, that is still learning, with a picture of how it plays. */
import { ClipRecorder, evaluate } from '@a2pd/evaluate';
import { renderEpisodeGif } from '@a2pd/report/animation';
import type { Model } from '@a2pd/tensor';
import type { JobContext } from '../run/context.js';
import { actionNamesOf, openEpisodicEnvironment, screenOf, seedsInTraining } from '../run/game-environment.js';
import type { Opponent } from './opponent.js';
import type { TrainingPlan } from './training-plan.js';

/** Of the first episode; drawing them takes about a second. */
const picturedAgentSteps = 150;
/** About three minutes of a game without a point: a policy that is stuck would go on so to the game's own limit. */
const suspiciousAgentSteps = 3000;

export interface EvaluationInTraining {
  /** Of an adversary, that of the policy with the opposite sign: it is what the adversary gains. */
  readonly meanReturn: number;
  /** Each episode's. */
  readonly returns: readonly number[];
  /** An animated GIF of the first episode's beginning, when asked for. */
  readonly picture: Uint8Array | null;
}

/** @param learning The teacher, or of an opponent its adversary. */
export async function evaluateInTraining(
  learning: Model,
  { game, preset, evaluationEpisodes, evaluationMaxAgentSteps }: TrainingPlan,
  wantsPicture: boolean,
  { signal, say }: Pick<JobContext, 'signal' | 'say'>,
  opponent?: Opponent,
): Promise<EvaluationInTraining> {
  const environment = openEpisodicEnvironment({ game, preset, numEnvironments: evaluationEpisodes });
  try {
    const recorder = wantsPicture
      ? new ClipRecorder({ maxAgentSteps: picturedAgentSteps, screen: () => screenOf(environment) })
      : undefined;
    const { summary, episodes } = await evaluate({
      environment,
      ...(opponent ? { policy: opponent.model, attack: opponent.attack, target: learning } : { policy: learning }),
      seeds: seedsInTraining(evaluationEpisodes),
      gradientProbePeriodAgentSteps: 0,
      maxEpisodeAgentSteps: evaluationMaxAgentSteps,
      maxScorelessAgentSteps: suspiciousAgentSteps,
      signal,
      recorder,
    });
    const scoreless = episodes.map(({ longestScorelessAgentSteps }) => longestScorelessAgentSteps ?? 0);
    // Under an attack to be stuck is what was wished for.
    if (!opponent && Math.max(...scoreless) >= suspiciousAgentSteps) say(sentenceOn(scoreless));
    const gainedOf = (points: number) => (opponent ? 0 - points : points);
    const clip = recorder?.clip();
    return {
      meanReturn: gainedOf(summary.returns.mean),
      returns: episodes.map((episode) => gainedOf(episode.return)),
      picture: clip ? renderEpisodeGif([{ title: game, clip }], actionNamesOf(environment)).bytes : null,
    };
  } finally {
    environment.close();
  }
}

/**
 * Of a policy such as one that never presses FIRE, from the first step on or after its first points: it would play to the game's
 * own limit, and cost more than the training between.
 */
function sentenceOn(scoreless: readonly number[]): string {
  const stuck = scoreless.filter((agentSteps) => agentSteps >= suspiciousAgentSteps);
  return (
    `${stuck.length} of ${scoreless.length} evaluation episodes were cut, because nothing was scored in them for ` +
    `${suspiciousAgentSteps.toLocaleString('en')} agent steps on end: the policy may be stuck. ` +
    'A smaller evaluationMaxAgentSteps cuts such episodes earlier.'
  );
}

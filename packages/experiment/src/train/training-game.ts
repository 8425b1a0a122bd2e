/** The game of a training, as a teacher plays it or as an adversary does. */
import type { ParentReference } from '@a2pd/artefact';
import type { VectorEnvironment } from '@a2pd/core';
import { AttackedEnvironment } from '@a2pd/evaluate';
import { openEpisodicEnvironment } from '../run/game-environment.js';
import { type Opponent, withOpponent } from './opponent.js';
import type { TrainingPlan } from './training-plan.js';

/**
 * Opens it for as long as `work` lasts. Autoreset `disabled`: the run draws the seeds itself, so that its running episodes can be
 * played again.
 * @param parents Of the training that is continued, if one is.
 */
export async function withGame<T>(
  { game, preset, numEnvironments, against }: TrainingPlan,
  parents: readonly ParentReference[] | undefined,
  work: (environment: VectorEnvironment, opponent: Opponent | undefined) => Promise<T>,
): Promise<T> {
  return withOpponent(against, parents, async (opponent) => {
    const played = openEpisodicEnvironment({ game, preset, numEnvironments });
    let attacked: AttackedEnvironment | undefined;
    try {
      const { model: policy, attack } = opponent ?? {};
      if (policy && attack) attacked = new AttackedEnvironment({ environment: played, policy, attack });
      return await work(attacked ?? played, opponent);
    } finally {
      (attacked ?? played).close();
    }
  });
}

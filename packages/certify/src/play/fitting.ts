/** Whether policies can be proved while they play in an environment. */
import { expectationError, type VectorEnvironment } from '@a2pd/core';
import type { Model } from '@a2pd/tensor';

/**
 * @throws A2pdError INVALID_ARGUMENT for an environment that begins the next game by itself, INCOMPATIBLE_ARTEFACT for a model of
 *   another number of actions.
 */
export function requireFitting(
  { autoresetMode, numActions }: Pick<VectorEnvironment, 'autoresetMode' | 'numActions'>,
  models: readonly Pick<Model, 'numActions'>[],
): void {
  if (autoresetMode !== 'disabled') {
    const remedy = 'an ended game must stay where it ended';
    throw expectationError('INVALID_ARGUMENT', 'autoreset mode disabled', autoresetMode, remedy);
  }
  for (const model of models) {
    if (model.numActions === numActions) continue;
    const remedy = 'it was made for another game or action set';
    throw expectationError(
      'INCOMPATIBLE_ARTEFACT',
      `${numActions} actions, as the environment has`,
      model.numActions,
      remedy,
    );
  }
}

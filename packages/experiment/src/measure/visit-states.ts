/** Lets a policy play a few episodes and keeps some of the states it comes to. */
import { observationSize } from '@a2pd/core';
import { visitedStates } from '@a2pd/evaluate';
import type { JobContext } from '../run/context.js';
import { evaluationSeeds, openEpisodicEnvironment } from '../run/game-environment.js';
import type { OpenedPolicy } from '../run/policy.js';

export interface VisitRequest {
  readonly states: number;
  readonly episodes: number;
  /** Cuts each episode. */
  readonly maxAgentSteps: number;
  readonly seed: number;
}

export interface Visited {
  /** uint8[count, 4, 84, 84]. */
  readonly observations: Uint8Array;
  readonly count: number;
  readonly seeds: readonly number[];
}

export async function visitStates(
  { model: policy, game, preset }: OpenedPolicy,
  { states, episodes, maxAgentSteps, seed }: VisitRequest,
  { signal, onProgress }: JobContext,
): Promise<Visited> {
  const environment = openEpisodicEnvironment({ game, preset, numEnvironments: episodes });
  const seeds = evaluationSeeds(episodes, seed);
  try {
    const observations = await visitedStates({
      ...{ environment, policy, seeds, maxAgentSteps, seed, signal, onProgress },
      count: states,
    });
    return { observations, count: observations.length / observationSize, seeds };
  } finally {
    environment.close();
  }
}

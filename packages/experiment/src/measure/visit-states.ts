/** Lets a policy play a few episodes and keeps some of the states it comes to. */
import { type VisitedStates, visitedStates } from '@a2pd/evaluate';
import type { JobContext } from '../run/context.js';
import { evaluationSeeds, openEpisodicEnvironment } from '../run/game-environment.js';
import type { OpenedPolicy } from '../run/policy.js';

export interface VisitRequest {
  readonly states: number;
  readonly episodes: number;
  /** Cuts each episode; played to its end when absent. */
  readonly maxAgentSteps?: number | undefined;
  readonly seed: number;
}

export interface Visited extends VisitedStates {
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
    const visited = await visitedStates({
      environment,
      policy,
      seeds,
      seed,
      signal,
      onProgress,
      maxAgentSteps,
      count: states,
    });
    return { ...visited, seeds };
  } finally {
    environment.close();
  }
}

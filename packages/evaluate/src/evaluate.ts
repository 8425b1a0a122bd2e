/**
 * Attacked rollouts: one episode for each seed, with the attack between the game and the policy, measured for the
 * paper's tables and figures (Tables 1 and 2, Eq. 8, Fig. 6).
 */
import type { EpisodeRecord, EvaluationSummary } from '@a2pd/core';
import { BatchScorer } from './batch-scores.js';
import { type EvaluateOptions, resolveOptions } from './options.js';
import type { EvaluationTiming } from './progress.js';
import { Rollout } from './rollout.js';
import { summarise } from './summary.js';

export interface Evaluation {
  /** In the order of their seeds. */
  readonly episodes: readonly EpisodeRecord[];
  readonly summary: EvaluationSummary;
  readonly timing: EvaluationTiming;
}

/**
 * Plays every seed once and measures it. The same options give the same records but for their seconds. Disposes nothing it was given.
 * @throws A2pdError INVALID_ARGUMENT, INCOMPATIBLE_ARTEFACT, NOT_FINITE, or INTERRUPTED by the signal.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const resolved = resolveOptions(options);
  const scorer = new BatchScorer(resolved);
  try {
    const { episodes, timing } = await new Rollout(resolved, scorer).run();
    return { episodes, summary: summarise(resolved, episodes), timing };
  } finally {
    scorer.dispose();
  }
}

/**
 * Whether a policy with its weights in float16 is still the same policy: both play the same episodes. Where no action of theirs
 * differs, or so few that neither return lies outside the other's interval, what was measured of one in play counts for the other;
 * the card says how many actions differ. What was proved of one does not: a proof is of every
 * observation within a radius, and of weights to the bit.
 */
import type { EvaluationSummary } from '@a2pd/core';
import { type Evaluation, evaluate, mean, meanInterval } from '@a2pd/evaluate';
import { z } from 'zod';
import type { JobContext } from '../run/context.js';
import { evaluationSeeds, openEpisodicEnvironment } from '../run/game-environment.js';
import type { OpenedPolicy } from '../run/policy.js';

export const precisionProofSchema = z.strictObject({
  /** `same actions`: none differs. `same return`: each mean return lies within the other's 95% interval. */
  verdict: z.enum(['same actions', 'same return', 'different']),
  /** States on the way of the float16 policy. */
  states: z.number(),
  /** Of these, where the float32 policy acts otherwise. */
  differingActions: z.number(),
  episodes: z.number(),
  float16MeanReturn: z.number(),
  float32MeanReturn: z.number(),
});

export type PrecisionProof = Readonly<z.infer<typeof precisionProofSchema>>;

export interface PrecisionRequest {
  readonly half: OpenedPolicy;
  readonly full: OpenedPolicy;
  readonly policyName: string;
  readonly episodes: number;
  readonly seed: number;
  readonly maxEpisodeAgentSteps?: number | undefined;
}

export interface ComparedPrecision {
  readonly proof: PrecisionProof;
  /** Natural returns, of either. */
  readonly halfSummary: EvaluationSummary;
  readonly fullSummary: EvaluationSummary;
}

export async function comparePrecision(request: PrecisionRequest, context: JobContext): Promise<ComparedPrecision> {
  const { half, full } = request;
  const halfPlay = await playBeside(half, full, request, 'float16', context);
  const halfSummary = halfPlay.summary;
  const agreement = halfSummary.teacherAgreement ?? 0;
  const differingActions = Math.round((1 - agreement) * halfSummary.agentSteps);
  // The same actions lead to the same states: the float32 policy need not play to be known.
  const fullPlay = differingActions === 0 ? halfPlay : await playBeside(full, half, request, 'float32', context);
  const fullSummary = fullPlay.summary;
  const [halfReturns, fullReturns] = [returnsOf(halfPlay), returnsOf(fullPlay)];
  const sameReturn = isMeanWithin(halfReturns, fullReturns) && isMeanWithin(fullReturns, halfReturns);
  const proof: PrecisionProof = {
    verdict: differingActions === 0 ? 'same actions' : sameReturn ? 'same return' : 'different',
    states: halfSummary.agentSteps,
    differingActions,
    episodes: halfSummary.returns.episodes,
    float16MeanReturn: halfSummary.returns.mean,
    float32MeanReturn: fullSummary.returns.mean,
  };
  return { proof, halfSummary, fullSummary };
}

const returnsOf = ({ episodes }: Evaluation) => episodes.map((episode) => episode.return);

/** Whether the mean of the first lies in the 95% bootstrap interval of the mean of the second. */
export function isMeanWithin(returns: readonly number[], others: readonly number[]): boolean {
  const [low, high] = meanInterval(others);
  return mean(returns) >= low && mean(returns) <= high;
}

/** One plays; the other is asked at every state what it would do. */
async function playBeside(
  player: OpenedPolicy,
  other: OpenedPolicy,
  { policyName, episodes, seed, maxEpisodeAgentSteps }: PrecisionRequest,
  precision: string,
  { signal, onProgress }: JobContext,
): Promise<Evaluation> {
  const { game, preset, model } = player;
  const environment = openEpisodicEnvironment({ game, preset, numEnvironments: Math.min(episodes, 25) });
  try {
    return await evaluate({
      environment,
      policy: model,
      policyName,
      teacher: other.model,
      labels: 'self',
      seeds: evaluationSeeds(episodes, seed),
      seed,
      maxEpisodeAgentSteps,
      signal,
      onProgress: (progress) => onProgress({ ...progress, stage: `${policyName} in ${precision}` }),
    });
  } finally {
    environment.close();
  }
}

/**
 * Whether a policy with its weights in float16 is still the same policy: both play the same episodes, and where not a
 * single action of theirs differs, nothing that was measured on one is otherwise on the other.
 */
import type { EvaluationSummary } from '@a2pd/core';
import { evaluate } from '@a2pd/evaluate';
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
  const halfSummary = await playBeside(half, full, request, 'float16', context);
  const agreement = halfSummary.teacherAgreement ?? 0;
  const differingActions = Math.round((1 - agreement) * halfSummary.agentSteps);
  // The same actions lead to the same states: the float32 policy need not play to be known.
  const fullSummary = differingActions === 0 ? halfSummary : await playBeside(full, half, request, 'float32', context);
  const isWithin = (mean: number, { returns }: EvaluationSummary) => {
    const [low, high] = returns.interquartileMeanInterval95;
    return mean >= Math.min(low, returns.mean) && mean <= Math.max(high, returns.mean);
  };
  const sameReturn = isWithin(halfSummary.returns.mean, fullSummary) && isWithin(fullSummary.returns.mean, halfSummary);
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

/** One plays; the other is asked at every state what it would do. */
async function playBeside(
  player: OpenedPolicy,
  other: OpenedPolicy,
  { policyName, episodes, seed, maxEpisodeAgentSteps }: PrecisionRequest,
  precision: string,
  { signal, onProgress }: JobContext,
): Promise<EvaluationSummary> {
  const { game, preset, model } = player;
  const environment = openEpisodicEnvironment({ game, preset, numEnvironments: Math.min(episodes, 25) });
  try {
    const { summary } = await evaluate({
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
    return summary;
  } finally {
    environment.close();
  }
}

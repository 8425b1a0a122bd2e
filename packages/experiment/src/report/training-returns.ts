/** The returns of a training run, as its log tells them. */

import { A2pdError } from '@a2pd/core';
import { meanInterval } from '@a2pd/evaluate';
import type { TrainingMetrics } from '@a2pd/rainbow';
import type { EvaluationReturns, TrainingReturnPoint } from '@a2pd/report';
import type { Hint } from '../run/hint.js';
import type { RunFolder } from '../run/run-folder.js';
import { readMetrics } from '../train/metrics-file.js';

export interface TrainingReturns {
  readonly reachedAgentSteps: number;
  readonly evaluations: readonly EvaluationReturns[];
  /** Episodes of each evaluation; null when the run does not say. */
  readonly evaluationEpisodes: number | null;
  readonly training: readonly TrainingReturnPoint[];
}

/** @throws A2pdError FILE_UNAVAILABLE for a run that has no log, because nothing was trained in it. */
export async function requireMetrics(run: RunFolder): Promise<TrainingMetrics[]> {
  const metrics = await readMetrics(run);
  if (metrics.length > 0) return metrics;
  const remedy = 'train a teacher in this run first';
  const hint: Hint = { next: 'train', run: run.name, runs: run.runs };
  const message = `Expected the log of a training run in ${run.metrics}; ${remedy}`;
  throw new A2pdError('FILE_UNAVAILABLE', message, { remedy, hint });
}

export function trainingReturnsOf(metrics: readonly TrainingMetrics[]): TrainingReturns {
  const evaluations = metrics.filter((line) => line.kind === 'evaluation');
  return {
    reachedAgentSteps: metrics.reduce((last, { agentSteps }) => Math.max(last, agentSteps), 0),
    evaluations: evaluations.map(({ agentSteps, meanReturn, returns }) => ({
      agentSteps,
      meanReturn,
      interval95: returns && returns.length > 1 ? meanInterval(returns) : null,
    })),
    evaluationEpisodes: evaluations.at(-1)?.returns?.length ?? null,
    training: metrics.flatMap((line) =>
      line.kind === 'learning' && line.meanReturn !== null
        ? [{ agentSteps: line.agentSteps, meanReturn: line.meanReturn }]
        : [],
    ),
  };
}

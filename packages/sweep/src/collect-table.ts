/** Gathers the committed results of a plan into its table. */
import { Artefact, type ParentReference } from '@a2pd/artefact';
import { A2pdError, messageOf } from '@a2pd/core';
import type { Grid } from './grid.js';
import type { SweepPlan } from './plan.js';
import { readResult } from './result.js';
import type { JobOutcome } from './run-jobs.js';
import { jobFolder, type SweepFolder } from './sweep-folder.js';
import { metricsOf } from './table/metrics.js';
import { type TablePoint, tableOf } from './table/table.js';
import type { SweepRecord } from './table/write-table.js';

/** @param outcomes Of the jobs that were run; a point without one is missing unless its result is there. */
export async function collectTable(
  grid: Grid,
  plan: SweepPlan,
  folder: SweepFolder,
  outcomes: readonly JobOutcome[],
): Promise<SweepRecord> {
  const parents: ParentReference[] = [];
  const scales = new Set<string>();
  const points: TablePoint[] = [];
  const outcomeOf = new Map(outcomes.map((outcome) => [outcome.job.key, outcome]));
  for (const job of plan.points) {
    const { coordinates } = job.specification;
    const outcome = outcomeOf.get(job.key);
    const { result: directory } = jobFolder(folder, job);
    const result = outcome?.status === 'failed' ? undefined : await readResult(directory, job);
    if (result) parents.push((await Artefact.open(directory)).reference);
    if (result?.scaledDown) scales.add(result.scaledDown);
    points.push({
      coordinates,
      name: job.name,
      status: result ? 'done' : outcome ? 'failed' : 'missing',
      metrics: result ? metricsOf(result) : [],
    });
  }
  return {
    grid,
    table: tableOf(points, plan.axes),
    jobs: Object.fromEntries(outcomes.map((outcome) => [outcome.job.name, describeOutcome(outcome)])),
    seeds: [...new Set(plan.points.flatMap(({ specification }) => specification.coordinates.seed ?? []))],
    parents,
    scaledDown: scales.size > 0 ? [...scales].join('; ') : undefined,
  };
}

function describeOutcome(outcome: JobOutcome): Record<string, unknown> {
  const { key } = outcome.job;
  if (outcome.status !== 'failed') return { key, status: 'done' };
  const { error } = outcome;
  const log = error instanceof A2pdError ? error.details.log : undefined;
  return { key, status: 'failed', error: messageOf(error), log };
}

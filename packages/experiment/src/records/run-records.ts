/** Gathers what a run measured of one policy: only of the very weights that go into the zoo. */
import { basename } from 'node:path';
import type { Artefact } from '@a2pd/artefact';
import type { RunFolder } from '../run/run-folder.js';
import { readMetrics } from '../train/metrics-file.js';
import { isOfPolicy, readMeasurements, recordsOf } from './measurements.js';
import type { ZooRecords } from './zoo-records.js';

export interface RunRecords extends ZooRecords {
  /** Evaluations of a policy of this name that had other weights, e.g. those of an earlier teacher. */
  readonly ofOtherWeights: readonly string[];
}

/** @param hashes Of the manifests of `policy` and of all artefacts with its weights. */
export async function gatherRunRecords(
  run: RunFolder,
  policy: Artefact,
  policyName: string,
  hashes: readonly string[],
): Promise<RunRecords> {
  const measurements = await readMeasurements(run);
  const others = measurements.evaluations.filter(
    (evaluation) => !isOfPolicy(hashes, evaluation) && evaluation.summary.policyName === policyName,
  );
  return {
    ...recordsOf([measurements], hashes, policyName),
    trainingCurve: [run.teacher, run.teacherLast].includes(policy.directory) ? await evaluationCurve(run) : [],
    ofOtherWeights: others.map(({ artefact }) => basename(artefact.directory)),
  };
}

async function evaluationCurve(run: RunFolder): Promise<ZooRecords['trainingCurve']> {
  return (await readMetrics(run)).flatMap((metrics) =>
    metrics.kind === 'evaluation' ? [{ agentSteps: metrics.agentSteps, evaluationReturn: metrics.meanReturn }] : [],
  );
}

export function sayLeftOut(names: readonly string[]): string {
  return `Left out, as they are of other weights: ${names.join(', ')}.`;
}

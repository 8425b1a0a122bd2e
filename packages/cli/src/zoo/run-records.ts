/** Gathers what a run measured of one policy: only of the very weights that go into the zoo. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artefact } from '@a2pd/artefact';
import type { EvaluationSummary } from '@a2pd/core';
import { readEvaluation } from '@a2pd/evaluate';
import type { RunFolder } from '../run-folder.js';
import { readMetrics } from '../stages/metrics-file.js';
import type { ZooRecords } from './records.js';

export interface RunRecords extends ZooRecords {
  /** Evaluations of a policy of this name that had other weights, e.g. those of an earlier teacher. */
  readonly ofOtherWeights: readonly string[];
}

export async function gatherRunRecords(run: RunFolder, policy: Artefact, policyName: string): Promise<RunRecords> {
  const evaluations: EvaluationSummary[] = [];
  const ofOtherWeights: string[] = [];
  for (const name of await readdir(run.evaluations).catch(() => [])) {
    if (name.startsWith('.')) continue;
    const { artefact, summary } = await readEvaluation(join(run.evaluations, name));
    if (artefact.manifest.parents?.[0]?.manifestSha256 === policy.reference.manifestSha256) evaluations.push(summary);
    else if (summary.policyName === policyName) ofOtherWeights.push(name);
  }
  const rank = ({ attack }: EvaluationSummary) => (attack === null ? 0 : 1);
  evaluations.sort((a, b) => rank(a) - rank(b) || a.attackLabel.localeCompare(b.attackLabel));
  const isTeacher = policy.directory === run.teacher;
  return {
    evaluations,
    audit: null,
    certification: null,
    trainingCurve: isTeacher ? await evaluationCurve(run) : [],
    ofOtherWeights,
  };
}

async function evaluationCurve(run: RunFolder): Promise<ZooRecords['trainingCurve']> {
  return (await readMetrics(run)).flatMap((metrics) =>
    metrics.kind === 'evaluation' ? [{ agentSteps: metrics.agentSteps, evaluationReturn: metrics.meanReturn }] : [],
  );
}

/** Gathers what a run measured of one policy: only of the very weights that go into the zoo. */
import { basename } from 'node:path';
import type { Artefact } from '@a2pd/artefact';
import { readCertification } from '@a2pd/certify';
import { readAudit, readEvaluation } from '@a2pd/evaluate';
import type { RunFolder } from '../run-folder.js';
import { readMetrics } from '../stages/metrics-file.js';
import { readAll } from '../stages/read-all.js';
import { worstCases } from '../stages/worst-cases.js';
import { byAttack } from './join-records.js';
import type { ZooRecords } from './records.js';

export interface RunRecords extends ZooRecords {
  /** Evaluations of a policy of this name that had other weights, e.g. those of an earlier teacher. */
  readonly ofOtherWeights: readonly string[];
}

/** @param twins Hashes of the manifests of other artefacts with the weights of `policy`: records of them count too. */
export async function gatherRunRecords(
  run: RunFolder,
  policy: Artefact,
  policyName: string,
  twins: readonly string[],
): Promise<RunRecords> {
  const same = [policy.reference.manifestSha256, ...twins];
  const isOfPolicy = ({ artefact }: { readonly artefact: Artefact }) =>
    same.includes(artefact.manifest.parents?.[0]?.manifestSha256 ?? '');
  const all = await readAll(run.evaluations, readEvaluation);
  // The run's name for the policy may be another than the zoo's.
  const own = all
    .filter(isOfPolicy)
    .map(({ summary, episodes }) => ({ summary: { ...summary, policyName }, episodes }))
    .sort((a, b) => byAttack(a.summary, b.summary));
  const others = all.filter((record) => !isOfPolicy(record) && record.summary.policyName === policyName);
  const audit = (await readAll(run.audits, readAudit)).find(isOfPolicy);
  const certification = (await readAll(run.certifications, readCertification)).find(isOfPolicy);
  return {
    evaluations: own.map(({ summary }) => summary),
    worstCases: worstCases(own),
    audit: audit ? { ...audit.record, policyName } : null,
    certification: certification ? { ...certification.record, policyName } : null,
    trainingCurve: policy.directory === run.teacher ? await evaluationCurve(run) : [],
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

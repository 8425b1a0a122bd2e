/** Gathers what a run measured of one policy: only of the very weights that go into the zoo. */
import { basename } from 'node:path';
import type { Artefact } from '@a2pd/artefact';
import { readCertification } from '@a2pd/certify';
import type { AuditRecord, CertificationRecord } from '@a2pd/core';
import { readAudit, readEvaluation } from '@a2pd/evaluate';
import { readMetrics } from '../metrics-file.js';
import type { RunFolder } from '../run-folder.js';
import { byAttack, ofMostStates } from './join-records.js';
import { readAll } from './read-all.js';
import type { ZooRecords } from './records.js';
import { ensembles, worstCases } from './worst-cases.js';

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
  const evaluations = own.map(({ summary }) => summary);
  const others = all.filter((record) => !isOfPolicy(record) && record.summary.policyName === policyName);
  const recordOf = <T>({ record }: { readonly record: T }) => ({ ...record, policyName });
  const audits = (await readAll(run.audits, readAudit)).filter(isOfPolicy).map(recordOf);
  const certifications = (await readAll(run.certifications, readCertification)).filter(isOfPolicy).map(recordOf);
  return {
    evaluations,
    worstCases: worstCases(evaluations, ensembles(own)),
    audit: ofMostStates<AuditRecord>(...audits),
    certification: ofMostStates<CertificationRecord>(...certifications),
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

/** What a run measured, of whichever policies, and what of it is of one. */
import type { Artefact } from '@a2pd/artefact';
import { readCertification, readCertifiedPlay } from '@a2pd/certify';
import type { AuditRecord, CertificationRecord, CertifiedPlayRecord, EvaluationRecord } from '@a2pd/core';
import { readAudit, readEvaluation } from '@a2pd/evaluate';
import type { RunFolder } from '../run/run-folder.js';
import { bestCertification, bestCertifiedPlay } from './best-certificates.js';
import { firstParentHash } from './first-parent.js';
import { ofMostStates } from './join-records.js';
import { readAll } from './read-all.js';
import { worstCasesOf } from './worst-cases.js';
import { noRecords, withPolicyName, type ZooRecords } from './zoo-records.js';

export interface Measured {
  /** Whose first parent is the policy that was measured. */
  readonly artefact: Artefact;
}

/** A measurement and what it says. */
export interface Recorded extends Measured {
  readonly record: { readonly policyName: string };
}

export interface Measurements {
  readonly evaluations: readonly (Measured & EvaluationRecord)[];
  readonly audits: readonly (Measured & { readonly record: AuditRecord })[];
  readonly certifications: readonly (Measured & { readonly record: CertificationRecord })[];
  readonly certifiedPlay: readonly (Measured & { readonly record: CertifiedPlayRecord })[];
}

/** @throws what reading a damaged artefact throws. */
export async function readMeasurements(run: RunFolder): Promise<Measurements> {
  return {
    evaluations: await readAll(run.evaluations, readEvaluation),
    audits: await readAll(run.audits, readAudit),
    certifications: await readAll(run.certifications, readCertification),
    certifiedPlay: await readAll(run.certifiedPlay, readCertifiedPlay),
  };
}

/** Whether a measurement is of a policy that has one of these hashes of its manifest. */
export function isOfPolicy(hashes: readonly string[], { artefact }: Measured): boolean {
  return hashes.some((hash) => hash === firstParentHash(artefact));
}

/** An evaluation as the other measurements are: what it says is its summary. */
export function asRecorded({ artefact, summary }: Measurements['evaluations'][number]): Recorded {
  return { artefact, record: summary };
}

/**
 * All that runs measured of one policy, without its training.
 * @param hashes Of the manifests of artefacts that act as the policy does.
 * @param policyName What the records call the policy, whatever the runs called it.
 * @param certifiedHashes Those of them that have the policy's weights to the bit: what is proved is proved of these alone.
 */
export function recordsOf(
  runs: readonly Measurements[],
  hashes: readonly string[],
  policyName: string,
  certifiedHashes = hashes,
): ZooRecords {
  const isOwn = (measured: Measured) => isOfPolicy(hashes, measured);
  const isProvedOf = (measured: Measured) => isOfPolicy(certifiedHashes, measured);
  const evaluations = runs.flatMap((run) => run.evaluations.filter(isOwn));
  const audits = runs.flatMap((run) => run.audits.filter(isOwn));
  const certifications = runs.flatMap((run) => run.certifications.filter(isProvedOf));
  const certifiedPlay = runs.flatMap((run) => run.certifiedPlay.filter(isProvedOf));
  const records: ZooRecords = {
    ...noRecords,
    evaluations: evaluations.map(({ summary }) => summary),
    // Several names of one policy would be several policies there.
    worstCases: worstCasesOf(
      evaluations.map(({ summary, episodes }) => ({ summary: { ...summary, policyName }, episodes })),
    ),
    audit: ofMostStates<AuditRecord>(...audits.map(({ record }) => record)),
    certification: bestCertification(certifications.map(({ record }) => record)),
    certifiedPlay: bestCertifiedPlay(certifiedPlay.map(({ record }) => record)),
  };
  return withPolicyName(records, policyName);
}

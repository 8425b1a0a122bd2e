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
  /** Certificates of a policy that acts alike and has not the same weights to the bit. */
  readonly provedOfTwins: readonly string[];
}

/**
 * @param hashes Of the manifests of `policy` and of all artefacts that act as it does.
 * @param certifiedHashes Of those with its weights to the bit.
 */
export async function gatherRunRecords(
  run: RunFolder,
  policy: Artefact,
  policyName: string,
  hashes: readonly string[],
  certifiedHashes = hashes,
): Promise<RunRecords> {
  const measurements = await readMeasurements(run);
  const others = measurements.evaluations.filter(
    (evaluation) => !isOfPolicy(hashes, evaluation) && evaluation.summary.policyName === policyName,
  );
  const provedOfTwins = [...measurements.certifications, ...measurements.certifiedPlay].filter(
    (certificate) => isOfPolicy(hashes, certificate) && !isOfPolicy(certifiedHashes, certificate),
  );
  return {
    ...recordsOf([measurements], hashes, policyName, certifiedHashes),
    trainingCurve: [run.teacher, run.teacherLast].includes(policy.directory) ? await evaluationCurve(run) : [],
    ofOtherWeights: others.map(({ artefact }) => basename(artefact.directory)),
    provedOfTwins: provedOfTwins.map(({ artefact }) => basename(artefact.directory)),
  };
}

async function evaluationCurve(run: RunFolder): Promise<ZooRecords['trainingCurve']> {
  return (await readMetrics(run)).flatMap((metrics) =>
    metrics.kind === 'evaluation' ? [{ agentSteps: metrics.agentSteps, evaluationReturn: metrics.meanReturn }] : [],
  );
}

/** What of a run is no record of the entry; empty where all of it is. @param policy As `certify` takes it. */
export function describeLeftOut({ ofOtherWeights, provedOfTwins }: RunRecords, policy: string): string[] {
  const others = `Left out, as they are of other weights: ${ofOtherWeights.join(', ')}.`;
  const twins =
    `Left out, as a proof is of weights to the bit and these are of the policy before it was rounded: ` +
    `${provedOfTwins.join(', ')}. Certify ${policy} itself, and update the entry.`;
  return [...(ofOtherWeights.length > 0 ? [others] : []), ...(provedOfTwins.length > 0 ? [twins] : [])];
}

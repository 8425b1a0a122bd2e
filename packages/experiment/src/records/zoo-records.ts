/** What was measured of a policy of the zoo, kept beside its weights, so that tables can be made without the runs. */
import type { Artefact } from '@a2pd/artefact';
import { certificationRecordSchema, certifiedPlayRecordSchema } from '@a2pd/certify';
import {
  A2pdError,
  type AuditRecord,
  type CertificationRecord,
  type CertifiedPlayRecord,
  type EvaluationSummary,
} from '@a2pd/core';
import { auditRecordSchema, evaluationSummarySchema } from '@a2pd/evaluate';
import type { WorstCase } from '@a2pd/report';
import { z } from 'zod';
import { weightsHash } from './weights.js';

export const recordsFile = 'records.json';

export interface ZooRecords {
  readonly evaluations: readonly EvaluationSummary[];
  readonly worstCases: readonly WorstCase[];
  readonly audit: AuditRecord | null;
  /** This and certified play are of the weights that they lie beside, to the bit. */
  readonly certification: CertificationRecord | null;
  /** Every radius in one of them, as `bestCertifiedPlay` leaves them. */
  readonly certifiedPlay: readonly CertifiedPlayRecord[];
  /** The teacher's returns while it learned; empty for a student. */
  readonly trainingCurve: readonly { readonly agentSteps: number; readonly evaluationReturn: number }[];
}

export const noRecords: ZooRecords = {
  evaluations: [],
  worstCases: [],
  audit: null,
  certification: null,
  certifiedPlay: [],
  trainingCurve: [],
};

/** The records as those of a policy of this name. */
export function withPolicyName(records: ZooRecords, policyName: string): ZooRecords {
  return {
    ...records,
    evaluations: records.evaluations.map((evaluation) => ({ ...evaluation, policyName })),
    worstCases: records.worstCases.map((worst) => ({ ...worst, policyName })),
    audit: records.audit && { ...records.audit, policyName },
    certification: records.certification && { ...records.certification, policyName },
    certifiedPlay: records.certifiedPlay.map((played) => ({ ...played, policyName })),
  };
}

const curveSchema = z.array(z.strictObject({ agentSteps: z.number(), evaluationReturn: z.number() }));
/** Older entries have no worst cases, audit, certificate or certified play. */
const recordsSchema = z.looseObject({
  evaluations: z.array(evaluationSummarySchema),
  worstCases: z.array(z.looseObject({ epsilon: z.number(), attackLabels: z.array(z.string()) })).default([]),
  audit: auditRecordSchema.nullable().default(null),
  certification: certificationRecordSchema.nullable().default(null),
  certifiedPlay: z.array(certifiedPlayRecordSchema).default([]),
  certifiedWeightsSha256: z.string().optional(),
  trainingCurve: curveSchema,
});

/** @param certifiedWeightsSha256 Of the file of weights that what is proved is of. */
export function encodeRecords(records: ZooRecords, certifiedWeightsSha256: string): string {
  return `${JSON.stringify({ ...records, certifiedWeightsSha256 }, null, 1)}\n`;
}

/** What lies beside the weights of a policy, as in the zoo; no records where it is of a run. Throws as `readRecords`. */
export async function readOwnRecords(policy: Artefact): Promise<ZooRecords> {
  const hasOwn = policy.manifest.files.some(({ path }) => path === recordsFile);
  return hasOwn ? readRecords(policy) : noRecords;
}

/**
 * What was proved of other weights, or of nobody knows which, is left out.
 * @param weightsSha256 Of the weights that the records are wanted for: the entry's own when absent.
 * @throws A2pdError CORRUPT_ARTEFACT when the entry's records are not what `encodeRecords` wrote.
 */
export async function readRecords(entry: Artefact, weightsSha256 = weightsHash(entry)): Promise<ZooRecords> {
  const text = (await entry.read(recordsFile)).toString('utf8');
  try {
    const { certifiedWeightsSha256, ...records } = recordsSchema.parse(JSON.parse(text));
    const proved = certifiedWeightsSha256 === weightsSha256 ? {} : { certification: null, certifiedPlay: [] };
    return { ...records, ...proved } as unknown as ZooRecords;
  } catch (cause) {
    const remedy = 'add the entry again';
    throw new A2pdError('CORRUPT_ARTEFACT', `${recordsFile} of ${entry.directory} cannot be read; ${remedy}`, {
      remedy,
      cause,
    });
  }
}

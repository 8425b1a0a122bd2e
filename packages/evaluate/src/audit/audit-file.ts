/** An audit on disk: `audit.json` under a manifest. */
import { Artefact, type ArtefactDescription, type Manifest, parseRecord, writeArtefact } from '@a2pd/artefact';
import type { AuditRecord } from '@a2pd/core';
import { type ZodType, z } from 'zod';

const share = z.number().min(0).max(1);

export const auditRecordSchema: ZodType<AuditRecord> = z.strictObject({
  policyName: z.string(),
  verdict: z.enum(['pass', 'warn', 'fail']),
  checks: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      verdict: z.enum(['pass', 'warn', 'fail', 'not measured']),
      detail: z.string(),
      meaning: z.string(),
      figures: z.record(z.string(), z.number()),
    }),
  ),
  states: z.int().positive(),
  episodes: z.int().positive().nullable().default(null),
  epsilon: share,
  strengths: z.array(
    z.strictObject({
      label: z.string(),
      knows: z.enum(['nothing', 'scores', 'gradients', 'another policy']),
      epsilon: share,
      flipRate: share,
    }),
  ),
  worstCaseFlipRate: share,
  worstCaseInterval95: z.tuple([share, share]).nullable().default(null),
});

const recordFile = 'audit.json';

/** Writes an audit as an artefact of kind `audit`, whole or not at all. */
export function writeAudit(
  directory: string,
  record: AuditRecord,
  description: Omit<ArtefactDescription, 'kind' | 'summary'>,
): Promise<Manifest> {
  const { checks, strengths, ...summary } = record;
  const files = { [recordFile]: `${JSON.stringify(record, null, 2)}\n` };
  return writeArtefact(directory, { ...description, kind: 'audit', summary }, files);
}

/**
 * Reads an audit back, checked against its manifest and schema.
 * @throws A2pdError FILE_UNAVAILABLE, INCOMPATIBLE_ARTEFACT or CORRUPT_ARTEFACT.
 */
export async function readAudit(directory: string): Promise<{ record: AuditRecord; artefact: Artefact }> {
  const artefact = await Artefact.open(directory, 'audit');
  const text = (await artefact.read(recordFile)).toString('utf8');
  const origin = { what: recordFile, writer: 'an audit', remedy: 'audit again' };
  return { record: parseRecord(auditRecordSchema, text, origin), artefact };
}

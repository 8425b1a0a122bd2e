/** A certification on disk: `certification.json` and every state's radius, under a manifest. */
import { Artefact, type ArtefactDescription, type Manifest, parseRecord, writeArtefact } from '@a2pd/artefact';
import type { CertificationRecord } from '@a2pd/core';
import { type ZodType, z } from 'zod';
import type { Certificates } from './certify.js';
import type { CertificationContext } from './summary.js';

const share = z.number().min(0).max(1);
const interval = z.tuple([share, share]).nullable().default(null);

export const certificationRecordSchema: ZodType<CertificationRecord> = z.strictObject({
  policyName: z.string(),
  method: z.enum(['interval bound propagation', 'CROWN', 'α-CROWN']),
  states: z.int().positive(),
  episodes: z.int().positive().nullable().default(null),
  cutEpisodes: z.int().min(0).nullable().default(null),
  distinctShare: share.nullable().default(null),
  majorityActionShare: share.nullable().default(null),
  source: z.enum(['prescriptions', 'visited']),
  levels: z.array(
    z.strictObject({
      epsilon: share,
      certifiedShare: share,
      certifiedInterval95: interval,
      attackedShare: share.nullable(),
    }),
  ),
  attackLabel: z.string().nullable(),
  radius: z.strictObject({ min: share, median: share, mean: share, max: share }),
});

const recordFile = 'certification.json';

/** Writes a certification as an artefact of kind `certification`, whole or not at all. */
export function writeCertification(
  directory: string,
  record: CertificationRecord,
  { actions, radii, episodeOf }: Pick<Certificates, 'actions' | 'radii'> & Pick<CertificationContext, 'episodeOf'>,
  description: Omit<ArtefactDescription, 'kind' | 'summary'>,
): Promise<Manifest> {
  const states = Array.from(radii, (radius, state) =>
    JSON.stringify({ state, episode: episodeOf[state], action: actions[state], radius }),
  );
  return writeArtefact(
    directory,
    { ...description, kind: 'certification', summary: { ...record } },
    {
      [recordFile]: `${JSON.stringify(record, null, 2)}\n`,
      'states.jsonl': states.map((line) => `${line}\n`).join(''),
    },
  );
}

/**
 * Reads a certification back, checked against its manifest and schema.
 * @throws A2pdError FILE_UNAVAILABLE, INCOMPATIBLE_ARTEFACT or CORRUPT_ARTEFACT.
 */
export async function readCertification(
  directory: string,
): Promise<{ record: CertificationRecord; artefact: Artefact }> {
  const artefact = await Artefact.open(directory, 'certification');
  const text = (await artefact.read(recordFile)).toString('utf8');
  const origin = { what: recordFile, writer: 'a certification', remedy: 'certify again' };
  return { record: parseRecord(certificationRecordSchema, text, origin), artefact };
}

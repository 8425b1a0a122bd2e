/** Certified play on disk: `certified-play.json` and a line for each episode, under a manifest. */
import { Artefact, type ArtefactDescription, type Manifest, parseRecord, writeArtefact } from '@a2pd/artefact';
import type { CertifiedPlayRecord } from '@a2pd/core';
import { type ZodType, z } from 'zod';
import type { PlayedEpisode } from './certified-play.js';

const share = z.number().min(0).max(1);
const count = z.int().min(0);

export const certifiedPlayRecordSchema: ZodType<CertifiedPlayRecord> = z.strictObject({
  policyName: z.string(),
  bounds: z.array(z.string()).min(1),
  explorationEpsilon: share.default(0),
  episodes: z.int().positive(),
  agentSteps: z.int().positive(),
  naturalReturn: z.number(),
  mattersAbove: z.number().min(0),
  matteringShare: share,
  cutEpisodes: count,
  levels: z.array(
    z.strictObject({
      epsilon: share,
      provedEpisodes: count,
      certifiedReturn: z.number().nullable(),
      actionCertificationRate: share,
      matteringCertificationRate: share.nullable(),
      greedyWorstCaseReturn: z.number().nullable(),
      search: z.strictObject({ states: count, completeEpisodes: count }).optional(),
    }),
  ),
});

const recordFile = 'certified-play.json';

/** Writes certified play as an artefact of kind `certified-play`, whole or not at all. */
export function writeCertifiedPlay(
  directory: string,
  record: CertifiedPlayRecord,
  episodes: readonly PlayedEpisode[],
  description: Omit<ArtefactDescription, 'kind' | 'summary'>,
): Promise<Manifest> {
  return writeArtefact(
    directory,
    { ...description, kind: 'certified-play', summary: { ...record } },
    {
      [recordFile]: `${JSON.stringify(record, null, 2)}\n`,
      'episodes.jsonl': episodes.map((episode) => `${JSON.stringify(episode)}\n`).join(''),
    },
  );
}

/**
 * Reads certified play back, checked against its manifest and schema.
 * @throws A2pdError FILE_UNAVAILABLE, INCOMPATIBLE_ARTEFACT or CORRUPT_ARTEFACT.
 */
export async function readCertifiedPlay(
  directory: string,
): Promise<{ record: CertifiedPlayRecord; artefact: Artefact }> {
  const artefact = await Artefact.open(directory, 'certified-play');
  const text = (await artefact.read(recordFile)).toString('utf8');
  const origin = { what: recordFile, writer: 'certified play', remedy: 'certify again' };
  return { record: parseRecord(certifiedPlayRecordSchema, text, origin), artefact };
}

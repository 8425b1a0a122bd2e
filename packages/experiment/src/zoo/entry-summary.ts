/** What the manifest of an entry says of it, beside what every policy's manifest says. */
import { type Artefact, type ArtefactDescription, type Manifest, originSchema, weightsFile } from '@a2pd/artefact';
import { A2pdError } from '@a2pd/core';
import { z } from 'zod';
import { firstParentHash } from '../records/first-parent.js';
import { precisionProofSchema } from './precision.js';

const entrySummarySchema = z.looseObject({
  floats: z.enum(['F16', 'F32']),
  precision: precisionProofSchema,
  note: z.string().nullable(),
  /** Of the policy as it left training. */
  origin: originSchema,
  /** Hashes of the manifests this entry had before: the same weights, with fewer records. */
  earlier: z.array(z.string()).default([]),
  /** Hash of the manifest of the teacher that a student learned from, where that is known. */
  teacher: z.string().optional(),
});

export type EntrySummary = Readonly<z.infer<typeof entrySummarySchema>>;

/** @throws A2pdError CORRUPT_ARTEFACT for a policy that is no entry of a zoo. */
export function readEntrySummary({ summary }: Manifest, folder: string): EntrySummary {
  const { data, error } = entrySummarySchema.safeParse(summary?.zoo);
  if (data) return data;
  const remedy = 'add the entry again, from the policy it was made of';
  throw new A2pdError('CORRUPT_ARTEFACT', `${folder} does not say what an entry of the zoo does; ${remedy}`, {
    path: folder,
    remedy,
    cause: error,
  });
}

/** Of a policy's manifest and, for an entry, of those it had before it took up more records. */
export function manifestHashes({ manifest, reference, directory }: Artefact): readonly string[] {
  const earlier = manifest.summary?.zoo === undefined ? [] : readEntrySummary(manifest, directory).earlier;
  return [reference.manifestSha256, ...earlier];
}

/** Of an entry's manifests, and of that of the policy it was made of, which acts as it does. */
export function hashesActingAlike(entry: Artefact): readonly string[] {
  return [...manifestHashes(entry), firstParentHash(entry)].filter((hash) => hash !== undefined);
}

/** SHA-256 of a policy's weights and, for an entry or a copy of one, of those that the entry was made of. */
export function weightsHashes({ manifest, directory }: Artefact): readonly string[] {
  const origin = manifest.summary?.zoo === undefined ? [] : readEntrySummary(manifest, directory).origin.files;
  return [...manifest.files, ...origin].flatMap(({ path, sha256 }) => (path === weightsFile ? [sha256] : []));
}

/** What a copy of a policy says of it as its original does. */
export function describeOrigin({ game, romMd5, config, seeds, scaledDown }: Manifest): ArtefactDescription {
  return {
    kind: 'policy',
    game,
    romMd5,
    scaledDown,
    config,
    seeds,
  };
}

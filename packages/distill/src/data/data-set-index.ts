/** The table of contents of a prescription data set: its shards and the episodes that their rows name. */
import { A2pdError } from '@a2pd/core';
import { z } from 'zod';

export const indexFile = 'index.json';
const formatVersion = 2;

const count = z.int().min(0);
/** Far beyond what a shard holds, and far below what memory does. */
const shardCount = count.max(2 ** 20);

export const episodeSchema = z.strictObject({
  /** Which of the parallel environments played it. */
  environment: count,
  /** What determines its frames, with the preset and the actions. */
  seed: z.int(),
  aleSeed: z.int(),
  noops: count,
  /** Pairs taken from it. */
  rows: count,
  /** Raw game reward until its end, or until collection ended. */
  return: z.number(),
  isComplete: z.boolean(),
});

const indexSchema = z.strictObject({
  formatVersion: z.literal(formatVersion),
  numActions: z.int().min(1).max(1024),
  temperature: z.number().positive(),
  /** What `qValues` holds: a student has logits only. */
  scores: z.enum(['expected-q', 'logits']),
  shards: z.array(z.strictObject({ path: z.string(), numRows: shardCount, numFrames: shardCount })),
  episodes: z.array(episodeSchema),
});

export type EpisodeEntry = Readonly<z.output<typeof episodeSchema>>;
export type DataSetIndex = Readonly<z.output<typeof indexSchema>>;

export function encodeIndex(index: Omit<DataSetIndex, 'formatVersion'>): string {
  return `${JSON.stringify({ formatVersion, ...index })}\n`;
}

/** @throws A2pdError CORRUPT_ARTEFACT, or INCOMPATIBLE_ARTEFACT for the format of another version. */
export function decodeIndex(bytes: Uint8Array): DataSetIndex {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new A2pdError('CORRUPT_ARTEFACT', `The data set's ${indexFile} is not JSON`, { cause });
  }
  const received = (json as { formatVersion?: unknown } | null)?.formatVersion;
  if (received !== formatVersion) {
    const remedy = 'collect the prescriptions again with this version of a2pd';
    const message = `Expected prescriptions in format ${formatVersion} but received ${received ?? 'an older one'}; ${remedy}`;
    throw new A2pdError('INCOMPATIBLE_ARTEFACT', message, { received, remedy });
  }
  const parsed = indexSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new A2pdError('CORRUPT_ARTEFACT', `The data set's ${indexFile} cannot be understood`, { cause: parsed.error });
}

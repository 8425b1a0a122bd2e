/** The table of contents of a prescription data set: its shards of frames and the episodes that the rows name. */
import { A2pdError } from '@a2pd/core';
import { z } from 'zod';

export const indexFile = 'index.json';
export const tableFile = 'table.safetensors';

const count = z.int().min(0);

const episodeSchema = z.strictObject({
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
  temperature: z.number().positive(),
  shards: z.array(z.strictObject({ path: z.string(), numFrames: count })),
  episodes: z.array(episodeSchema),
});

export type EpisodeEntry = Readonly<z.output<typeof episodeSchema>>;
export type DataSetIndex = Readonly<z.output<typeof indexSchema>>;

export function encodeIndex(index: DataSetIndex): string {
  return `${JSON.stringify(index)}\n`;
}

/** @throws A2pdError CORRUPT_ARTEFACT */
export function decodeIndex(bytes: Uint8Array): DataSetIndex {
  try {
    return indexSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new A2pdError('CORRUPT_ARTEFACT', `The data set's ${indexFile} cannot be understood`, { cause });
  }
}

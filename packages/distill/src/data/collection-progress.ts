/**
 * How far an unfinished collection has come: what is on disk, and the state from which it continues to the very bytes of
 * one never stopped. Running episodes need no state of their own: their actions are in the rows, and are played again.
 */
import { openSealedJson, sealJson } from '@a2pd/artefact';
import { A2pdError } from '@a2pd/core';
import { z } from 'zod';
import { collectConfigSchema } from './collect-config.js';
import { episodeSchema } from './data-set-index.js';

export const progressFile = 'progress.json';

const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const shardFileSchema = z.strictObject({
  path: z.string().regex(/^(shards|open)\/[0-9]+\.safetensors$/),
  numRows: count,
  numFrames: count,
  compressedFrameBytes: count,
  sha256,
});

const progressSchema = z.strictObject({
  /** What the pairs depend on; another request cannot continue this one. */
  request: z.strictObject({
    config: collectConfigSchema,
    seed: z.int(),
    /** Of each group. */
    numEnvironments: z.array(count),
    teacher: z.string(),
    /** Null where the teacher plays itself. */
    player: z.string().nullable().default(null),
    numActions: count,
    provenance: z.record(z.string(), z.unknown()),
  }),
  /** The caller's own words on how to continue. */
  note: z.record(z.string(), z.unknown()),
  shards: z.array(shardFileSchema),
  open: shardFileSchema.nullable(),
  episodes: z.array(episodeSchema),
  actionCounts: z.array(count),
  /** Of each group of environments. */
  rngs: z.array(z.array(z.int())),
  /** Of the observations that wait for an answer: whether the episodes, played again, end up there. */
  observationsSha256: sha256,
  timing: z.strictObject({ seconds: z.number(), teacherSeconds: z.number(), emulatorSeconds: z.number() }),
});

export type CollectionProgress = Readonly<z.output<typeof progressSchema>>;
export type CollectionRequest = CollectionProgress['request'];
export type ShardFile = Readonly<z.output<typeof shardFileSchema>>;
/** Seconds of collecting: in all, waiting for the teacher's answers, and waiting for the emulators. */
export type CollectTiming = CollectionProgress['timing'];

export function encodeProgress(progress: CollectionProgress): string {
  return sealJson(progress);
}

/** @throws A2pdError CORRUPT_ARTEFACT */
export function decodeProgress(bytes: Uint8Array): CollectionProgress {
  const parsed = progressSchema.safeParse(openSealedJson(new TextDecoder().decode(bytes)));
  if (parsed.success) return parsed.data;
  const remedy = 'begin anew by restart';
  throw new A2pdError('CORRUPT_ARTEFACT', `The unfinished collection's ${progressFile} is damaged; ${remedy}`, {
    remedy,
    arguments: ['restart'],
  });
}

export function numRowsOf({ shards, open }: Pick<CollectionProgress, 'shards' | 'open'>): number {
  return [...shards, ...(open ? [open] : [])].reduce((sum, { numRows }) => sum + numRows, 0);
}

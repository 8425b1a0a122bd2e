/** What the manifest of an entry says of it, beside what every policy's manifest says. */
import { type Manifest, originSchema } from '@a2pd/artefact';
import { A2pdError } from '@a2pd/core';
import { z } from 'zod';

const proofSchema = z.strictObject({
  verdict: z.enum(['same actions', 'same return', 'different']),
  states: z.number(),
  differingActions: z.number(),
  episodes: z.number(),
  float16MeanReturn: z.number(),
  float32MeanReturn: z.number(),
});

const entrySummarySchema = z.looseObject({
  floats: z.enum(['F16', 'F32']),
  precision: proofSchema,
  note: z.string().nullable(),
  /** Of the policy as it left training. */
  origin: originSchema,
  /** Hashes of the manifests this entry had before: the same weights, with fewer records. */
  earlier: z.array(z.string()).default([]),
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

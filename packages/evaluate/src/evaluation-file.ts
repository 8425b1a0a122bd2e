/** An evaluation on disk: `episodes.jsonl`, `summary.json` and, where one was recorded, `clip.bin`, under a manifest. */
import { Artefact, type ArtefactDescription, type Manifest, parseRecord, writeArtefact } from '@a2pd/artefact';
import type { EpisodeRecord, EvaluationRecord, EvaluationSummary } from '@a2pd/core';
import { type ZodType, z } from 'zod';
import { decodeClip, encodeClip } from './clip-file.js';
import type { EvaluationTiming } from './progress.js';
import { teacherKappaOf } from './summary.js';

const share = z.number().min(0).max(1);
const count = z.int().nonnegative();

const gradientProbeSchema = z.strictObject({
  states: count,
  zero: count,
  tiny: count,
  meanNorm: z.number().nonnegative().nullable().default(null),
});

/** Of two probabilities. */
const difference = z.number().min(-1).max(1);

const stepFigures = {
  cleanPrescriptionGap: share,
  attackedPrescriptionGap: difference.nullable(),
  teacherPrescriptionGap: share.nullable(),
  actionFlipRate: share.nullable(),
  attackSuccessRate: share.nullable(),
  targetRate: share.nullable().default(null),
  cleanTargetRate: share.nullable().default(null),
  teacherAgreement: share.nullable(),
  attackedTeacherAgreement: share.nullable(),
  teacherScoreLoss: z.number().nonnegative().nullable(),
  flipScoreLoss: z.number().nullable().default(null),
  maxPerturbation: share.nullable(),
};

export const episodeRecordSchema: ZodType<EpisodeRecord> = z.strictObject({
  episode: count,
  seed: z.int(),
  aleSeed: z.int(),
  noops: count,
  return: z.number(),
  agentSteps: z.int().positive(),
  frames: count,
  terminated: z.boolean(),
  truncated: z.boolean(),
  longestScorelessAgentSteps: count.nullable().default(null),
  seconds: z.number().nonnegative().nullable().default(null),
  trajectorySha256: z.string().regex(/^[0-9a-f]{64}$/),
  ...stepFigures,
  attackedStates: count.nullable().default(null),
  actionCounts: z.array(count),
  teacherActionCounts: z.array(count).nullable(),
  gradientProbe: gradientProbeSchema.nullable(),
});

const returnStatisticsSchema = z.strictObject({
  episodes: count,
  distinctEpisodes: count,
  mean: z.number(),
  standardDeviation: z.number(),
  min: z.number(),
  max: z.number(),
  interquartileMean: z.number(),
  interquartileMeanInterval95: z.tuple([z.number(), z.number()]),
  bootstrapResamples: count,
});

const strikesSchema = z.strictObject({
  ...{ every: z.int().min(2).optional(), gapAbove: share.optional(), gapBelow: share.optional() },
  preferenceAbove: share.optional(),
});

const summarySchema = z.strictObject({
  policyName: z.string(),
  attackLabel: z.string(),
  attack: z.record(z.string(), z.unknown()).nullable(),
  attackModel: z.string().nullable().optional(),
  labels: z.enum(['self', 'teacher']),
  perturbFrames: z.enum(['all', 'newest']),
  quantise: z.boolean(),
  strikes: strikesSchema.nullable().default(null),
  target: z
    .union([count, z.enum(['worst', 'adversary'])])
    .nullable()
    .default(null),
  explorationEpsilon: share,
  returns: returnStatisticsSchema,
  truncatedEpisodes: count,
  cutEpisodes: count.nullable().default(null),
  agentSteps: count,
  frames: count,
  ...stepFigures,
  attackedStates: count.nullable().default(null),
  attackedShare: share.nullable().default(null),
  majorityActionShare: share,
  teacherMajorityActionShare: share.nullable(),
  teacherKappa: z.number().max(1).nullable().default(null),
  zeroGradientShare: share.nullable(),
  tinyGradientShare: share.nullable(),
  meanGradientNorm: z.number().nonnegative().nullable().default(null),
});

export const evaluationSummarySchema: ZodType<EvaluationSummary> = summarySchema.transform((summary) => ({
  ...summary,
  attackModel: summary.attackModel ?? attackModelIn(summary.attackLabel),
}));

/** Older records say only in the label that an attack was made on another policy. */
function attackModelIn(attackLabel: string): string | null {
  return /, made on (.+)$/.exec(attackLabel)?.[1] ?? null;
}

/** What the manifest says beyond what the evaluation itself knows. */
export type EvaluationDescription = Omit<ArtefactDescription, 'kind' | 'summary'>;

/** Writes an evaluation as an artefact of kind `evaluation`, whole or not at all; the manifest's summary says the time. */
export function writeEvaluation(
  directory: string,
  { episodes, summary, clip, timing }: EvaluationRecord & { readonly timing?: EvaluationTiming | undefined },
  description: EvaluationDescription,
): Promise<Manifest> {
  const files: Record<string, Uint8Array | string> = {
    'episodes.jsonl': episodes.map((episode) => `${JSON.stringify(episode)}\n`).join(''),
    'summary.json': `${JSON.stringify(summary, null, 2)}\n`,
    ...(clip ? { 'clip.bin': encodeClip(clip) } : {}),
  };
  return writeArtefact(directory, { ...description, kind: 'evaluation', summary: { ...summary, timing } }, files);
}

/**
 * Reads an evaluation back; every file is checked against the manifest and its schema.
 * @throws A2pdError FILE_UNAVAILABLE, INCOMPATIBLE_ARTEFACT or CORRUPT_ARTEFACT.
 */
export async function readEvaluation(directory: string): Promise<EvaluationRecord & { artefact: Artefact }> {
  const artefact = await Artefact.open(directory, 'evaluation');
  const lines = (await artefact.read('episodes.jsonl')).toString('utf8').split('\n').filter(Boolean);
  const hasClip = artefact.manifest.files.some((file) => file.path === 'clip.bin');
  const at = (place: string) => `${place} of ${directory}`;
  const episodes = lines.map((line, i) => parse(episodeRecordSchema, line, at(`episodes.jsonl line ${i + 1}`)));
  const summary = parse(
    evaluationSummarySchema,
    (await artefact.read('summary.json')).toString('utf8'),
    at('summary.json'),
  );
  return {
    artefact,
    episodes,
    summary: { ...summary, teacherKappa: summary.teacherKappa ?? teacherKappaOf(episodes) }, // older records have none
    clip: hasClip ? decodeClip(await artefact.read('clip.bin')) : null,
  };
}

function parse<T>(schema: ZodType<T>, json: string, what: string): T {
  return parseRecord(schema, json, { what, writer: 'an evaluation', remedy: 'make the evaluation again' });
}

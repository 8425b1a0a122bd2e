/** How far an evaluation has come as the text of a file, sealed, and every figure of it within what it can be. */
import { openPerhapsSealedJson, sealJson } from '@a2pd/artefact';
import { z } from 'zod';
import type { EvaluationProgress } from './progress.js';

const count = z.int().nonnegative();
const counts = z.array(count);
const amount = z.number().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const rngState = z.array(z.number());

const tallySchema = z
  .strictObject({
    ...{ agentSteps: count, return: z.number(), seconds: amount, maxPerturbation: z.number().min(0).max(1) },
    ...{ actionCounts: counts, teacherActionCounts: counts },
    sums: z.strictObject({
      ...{ cleanGap: amount, attackedGap: z.number(), teacherGap: amount },
      ...{ scoreLoss: amount, flipLoss: z.number() },
    }),
    counts: z.strictObject({
      ...{ flips: count, successes: count, agreements: count, attackedAgreements: count },
      attacked: count.nullable().default(null),
      // Needed where there is a target alone, which older versions had not.
      cleanLabels: count.default(0),
    }),
    probe: z.strictObject({ states: count, zero: count, tiny: count, normSum: amount }),
    // Absent in what older versions wrote.
    scoreless: z.strictObject({ now: count, longest: count }).default({ now: 0, longest: 0 }),
  })
  .refine(isWithinItsSteps, 'figures that its agent steps cannot give');
type Tally = EvaluationProgress['lanes'][number]['tally'];

/** The records have a file of their own. */
export interface ProgressFile extends Omit<EvaluationProgress, 'records'> {
  /** What determines the evaluation: only the same one is continued. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly numRecords: number;
  /** Of their lines; absent in what older versions wrote. */
  readonly recordsSha256?: string | undefined;
}

const progressSchema = z
  .strictObject({
    request: z.record(z.string(), z.unknown()),
    numRecords: count,
    recordsSha256: sha256.optional(),
    nextEpisode: count,
    rounds: count,
    attackRng: rngState,
    timing: z.strictObject({ seconds: amount, attackSeconds: amount, emulationSeconds: amount }),
    lanes: z.array(
      z.strictObject({
        environment: count,
        episode: count,
        rng: rngState,
        tally: tallySchema,
        actions: z.base64(),
        trajectorySha256: sha256,
        olderShown: z.base64().nullable(),
      }),
    ),
  })
  .refine(hasEveryEpisodeOnce, 'episodes that do not add up');

export function encodeProgressFile(progress: ProgressFile): string {
  return sealJson(progress);
}

/** Throws for what is not whole; an older version's file has no seal. */
export function decodeProgressFile(text: string): ProgressFile {
  return progressSchema.parse(openPerhapsSealedJson(text));
}

/** Gaps of prescriptions are at most 1 a step, and what is counted is counted at most once a step. */
function isWithinItsSteps({ agentSteps, sums, counts, probe, scoreless, ...tally }: Tally): boolean {
  const total = (row: readonly number[]) => row.reduce((sum, times) => sum + times, 0);
  const gaps = [sums.cleanGap, Math.abs(sums.attackedGap), sums.teacherGap];
  return (
    total(tally.actionCounts) === agentSteps &&
    [0, agentSteps].includes(total(tally.teacherActionCounts)) &&
    [...gaps, ...Object.values(counts), probe.states].every((sum) => (sum ?? 0) <= agentSteps) &&
    probe.zero <= probe.tiny &&
    probe.tiny <= probe.states &&
    scoreless.now <= scoreless.longest &&
    scoreless.longest <= agentSteps
  );
}

/** Each that was begun has ended, or runs in one environment. */
function hasEveryEpisodeOnce({ numRecords, nextEpisode, lanes }: Omit<ProgressFile, 'request'>): boolean {
  const running = new Set(lanes.map(({ episode }) => episode));
  const environments = new Set(lanes.map(({ environment }) => environment));
  const areDistinct = running.size === lanes.length && environments.size === lanes.length;
  return areDistinct && numRecords + lanes.length === nextEpisode && Math.max(-1, ...running) < nextEpisode;
}

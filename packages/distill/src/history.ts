/** What training leaves behind of each epoch: one line of a file beside the student's weights. */
import { type Artefact, parseRecord } from '@a2pd/artefact';
import { expectationError } from '@a2pd/core';
import { z } from 'zod';
import type { ValidationMetrics } from './validation.js';

export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** `warm-up` as long as it is not the method itself: plain cross-entropy, or an adversary that still grows. */
  readonly phase: 'warm-up' | 'distill';
  /** Mean over the batches of the epoch, each measured before its step. */
  readonly trainingLoss: number;
  readonly validationLoss: number;
  readonly validation: ValidationMetrics;
  /** Whether these weights are the best of the phase so far. */
  readonly isBest: boolean;
  /** Wall-clock time of the training steps alone. */
  readonly trainingSeconds: number;
}

const fileName = 'history.jsonl';

/** What is not finite is null in JSON; later versions may say more. */
const figure = z.number().nullable();
const epochSchema = z.looseObject({
  epoch: z.int().min(1),
  phase: z.enum(['warm-up', 'distill']),
  trainingLoss: figure,
  validationLoss: figure,
  validation: z.looseObject({ accuracy: figure, majorityShare: figure, balancedAccuracy: figure }),
  isBest: z.boolean(),
  trainingSeconds: z.number(),
});

/** A history as the file of an artefact, for whoever writes one. */
export function historyFile(history: readonly EpochRecord[]): Record<string, string> {
  return { [fileName]: history.map((record) => `${JSON.stringify(record)}\n`).join('') };
}

/**
 * The history in an artefact; undefined where it has none, as a teacher's, which was not distilled.
 * @throws A2pdError CORRUPT_ARTEFACT.
 */
export async function readHistory(artefact: Artefact): Promise<EpochRecord[] | undefined> {
  if (!artefact.manifest.files.some(({ path }) => path === fileName)) return undefined;
  const lines = (await artefact.read(fileName)).toString('utf8').split('\n').filter(Boolean);
  const origin = {
    what: `${fileName} in ${artefact.directory}`,
    writer: 'a distillation',
    remedy: 'distil that student anew',
  };
  return lines.map((line) => parseRecord(epochSchema, line, origin) as unknown as EpochRecord);
}

/** As `readHistory`. @throws A2pdError INCOMPATIBLE_ARTEFACT where there is none. */
export async function requireHistory(artefact: Artefact): Promise<EpochRecord[]> {
  const history = await readHistory(artefact);
  if (history !== undefined) return history;
  const expected = `a student with the history of its distillation in ${artefact.directory}`;
  const remedy = 'name students: a teacher was not distilled, so it has none';
  throw expectationError('INCOMPATIBLE_ARTEFACT', expected, 'a policy without one', remedy);
}

/** What training leaves behind of each epoch: one line of history.jsonl. */
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

export function encodeHistory(history: readonly EpochRecord[]): string {
  return history.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** What `encodeHistory` wrote. */
export function decodeHistory(lines: string): EpochRecord[] {
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as EpochRecord);
}

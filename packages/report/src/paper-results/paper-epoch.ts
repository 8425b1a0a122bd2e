import type { PaperDistillation } from './input.js';

/** Pairs that the paper's epoch has. */
const paperPairs = 90_000;

/** Seconds of training for as many pairs as the paper's epoch has; null where they were not measured. */
export function secondsOfPaperEpoch({ secondsPerEpoch, epochPairs }: PaperDistillation): number | null {
  if (secondsPerEpoch === null || !epochPairs) return null;
  return (secondsPerEpoch * paperPairs) / epochPairs;
}

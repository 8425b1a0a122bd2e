/** What training computes in, said where it was measured. */
import type { FoundPrecision } from '@a2pd/tensor';
import type { JobContext } from './context.js';

export function sayPrecision(found: FoundPrecision | undefined, { say }: JobContext): void {
  if (found) say(`Precision: ${found.precision}; ${found.reason}`);
}

import { expectationError } from '@a2pd/core';

/** Two sides' rounding of the same sum of pixel and step; a step of either attack is a hundred times longer. */
const roundingError = 1e-6;

/** How far two perturbed batches agree, in words for the table. */
export function describeAgreement(ours: Float32Array, theirs: Float32Array): string {
  if (ours.length !== theirs.length) throw expectationError('INVALID_BUFFER', `${ours.length} pixels`, theirs);
  let equal = 0;
  let largest = 0;
  for (const [i, pixel] of ours.entries()) {
    const difference = Math.abs(pixel - theirs[i]!);
    if (difference <= roundingError) equal++;
    largest = Math.max(largest, difference);
  }
  const share = (100 * equal) / ours.length;
  return `${share.toFixed(share > 99.9 ? 4 : 2)}% of pixels equal, largest difference ${largest.toPrecision(2)}`;
}

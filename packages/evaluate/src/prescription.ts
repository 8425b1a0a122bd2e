/** Reading one row of scores: its softmax (the prescription) and the prescription gap of Eq. 8 and Fig. 6. */
import { argmax } from '@a2pd/core';

/** Softmax of one row of scores, computed in float64. */
export function prescriptionOf(scores: ArrayLike<number>): Float32Array {
  const largest = scores[argmax(scores)]!;
  const prescription = Float32Array.from(scores, (score) => Math.exp(score - largest));
  const total = prescription.reduce((sum, value) => sum + value, 0);
  return prescription.map((value) => value / total);
}

/** `p[action] - max over the others`: in [-1, 1], negative where another action is prescribed (Eq. 8). */
export function prescriptionGap(prescription: ArrayLike<number>, action: number): number {
  let runnerUp = -Infinity;
  for (let i = 0; i < prescription.length; i++) {
    if (i !== action && prescription[i]! > runnerUp) runnerUp = prescription[i]!;
  }
  return prescription[action]! - runnerUp;
}

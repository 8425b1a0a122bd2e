/** A prescription is a distribution over actions; these are the few things one asks of it, in float64 on the host. */
import { argmax } from './argmax.js';

/** softmax(scores / temperature), without overflow. */
export function softmax(scores: ArrayLike<number>, temperature = 1): Float64Array {
  const highest = scores[argmax(scores)]!;
  const weights = Float64Array.from(scores, (score) => Math.exp((score - highest) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/**
 * p(action) - max over the others (paper, Eq. 8 and Section 4.6): how far the choice is from another; negative where another
 * action is prescribed. Of the likeliest action when none is given.
 */
export function prescriptionGap(probabilities: ArrayLike<number>, action: number = argmax(probabilities)): number {
  let runnerUp = -Infinity;
  for (let other = 0; other < probabilities.length; other++) {
    if (other !== action) runnerUp = Math.max(runnerUp, probabilities[other]!);
  }
  return probabilities[action]! - runnerUp;
}

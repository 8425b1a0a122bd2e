/** A prescription is a distribution over actions; these are the few things one asks of it, in float64 on the host. */
import { argmax } from '@a2pd/core';

/** softmax(scores / temperature), without overflow. */
export function softmax(scores: ArrayLike<number>, temperature = 1): Float64Array {
  const highest = scores[argmax(scores)]!;
  const weights = Float64Array.from(scores, (score) => Math.exp((score - highest) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** p(i*) - max over j != i* of p(j), with i* the likeliest action (paper, Section 4.6): how far the choice is from another. */
export function prescriptionGap(probabilities: ArrayLike<number>): number {
  const best = argmax(probabilities);
  let second = 0;
  for (let action = 0; action < probabilities.length; action++) {
    if (action !== best) second = Math.max(second, probabilities[action]!);
  }
  return probabilities[best]! - second;
}

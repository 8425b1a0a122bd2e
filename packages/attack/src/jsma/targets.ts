import { Rng } from '@a2pd/core';

/** For each label another action, drawn evenly: the targets that a seed stands for. */
export function wrongActions(labels: Int32Array, numActions: number, seed: number): Int32Array {
  const rng = new Rng(seed);
  return labels.map((label) => (label + 1 + rng.integer(numActions - 1)) % numActions);
}

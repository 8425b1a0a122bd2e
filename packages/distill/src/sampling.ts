/** Which pairs an epoch trains on, in which order. */
import type { Rng } from '@a2pd/core';

/**
 * - `shuffled`: every row once.
 * - `balanced`: as many rows, but every action that occurs equally often, rare actions' rows again and again.
 */
export type Sampling = 'shuffled' | 'balanced';

/**
 * @param rows int32[n], stays as it is
 * @param labels The action of every row of the data set.
 * @returns int32[n], a function of the arguments and the generator's state alone
 */
export function sampleEpoch(rows: Int32Array, labels: Int32Array, sampling: Sampling, rng: Rng): Int32Array {
  if (sampling === 'shuffled') return rng.shuffle(rows.slice());
  const groups = groupByAction(rows, labels);
  return rows.map(() => {
    const group = groups[rng.integer(groups.length)]!;
    return group[rng.integer(group.length)]!;
  });
}

/** The rows of each action that occurs, in their order. */
export function groupByAction(rows: Int32Array, labels: Int32Array): Int32Array[] {
  const actions = [...new Set(Array.from(rows, (row) => labels[row]!))];
  return actions.map((action) => rows.filter((row) => labels[row] === action));
}

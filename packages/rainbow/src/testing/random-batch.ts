/** A batch of random pictures and targets, for tests of one learning step. */
import type { Rng } from '@a2pd/core';
import { allocateBatch, type Batch } from '@a2pd/replay';

export function randomBatch(size: number, numActions: number, rng: Rng): Batch {
  const batch = allocateBatch(size);
  for (let i = 0; i < batch.pixels.length; i++) batch.pixels[i] = rng.integer(256);
  for (let row = 0; row < size; row++) {
    batch.actions[row] = rng.integer(numActions);
    batch.returns[row] = 4 * rng.uniform() - 2;
    batch.discounts[row] = row % 4 === 0 ? 0 : 0.99 ** 3;
    batch.importanceWeights[row] = 1 - 0.5 * rng.uniform();
  }
  return batch;
}

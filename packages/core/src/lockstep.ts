/** Environments that advance together as one batch, of which some have ended. */
import { observationSize, type VectorEnvironment } from './environment.js';

export interface LockstepBatch {
  /** uint8[batchSize, 4, 84, 84], a view of the caller's buffer. */
  readonly observations: Uint8Array;
  readonly batchSize: number;
}

/**
 * The observations of the environments that still play, in their order. The batch is halved as often as they fit, so that few
 * sizes are ever compiled; rows without an environment repeat the first: what is left of older batches must not be looked at.
 * @param playing Indices of environments, at least one.
 * @param packed uint8[N, 4, 84, 84] of all N environments, overwritten.
 */
export function packPlaying(
  { observations, numEnvironments }: Pick<VectorEnvironment, 'observations' | 'numEnvironments'>,
  playing: readonly number[],
  packed: Uint8Array,
): LockstepBatch {
  const batchSize = batchSizeFor(playing.length, numEnvironments);
  for (let row = 0; row < batchSize; row++) {
    const first = (playing[row] ?? playing[0]!) * observationSize;
    packed.set(observations.subarray(first, first + observationSize), row * observationSize);
  }
  return { observations: packed.subarray(0, batchSize * observationSize), batchSize };
}

function batchSizeFor(rows: number, numEnvironments: number): number {
  let size = numEnvironments;
  while (Math.ceil(size / 2) >= rows && size > 1) size = Math.ceil(size / 2);
  return size;
}

/** The caller-owned buffers that `PrioritizedReplay.sample` fills; allocate once, use for every step. */
import { observationSize } from '@a2pd/core';

export interface Batch {
  readonly size: number;
  /** uint8[2 * size, 4, 84, 84]: `observations`, then `nextObservations`, in one piece for one upload. */
  readonly pixels: Uint8Array;
  /** uint8[size, 4, 84, 84]: s, a view of `pixels`. */
  readonly observations: Uint8Array;
  /** uint8[size, 4, 84, 84]: s_{t+n}, a view of `pixels`; zeros where nothing follows (discount 0). */
  readonly nextObservations: Uint8Array;
  readonly actions: Int32Array;
  /** Sum of discount^k r over the window of up to n steps. */
  readonly returns: Float32Array;
  /** What the value of `nextObservations` counts: discount^n, or less steps if truncated, or 0 if terminated. */
  readonly discounts: Float32Array;
  /** In (0, 1], the batch's largest is 1. */
  readonly importanceWeights: Float32Array;
  /** Where the transitions are stored; for `updatePriorities`. */
  readonly indices: Int32Array;
}

export function allocateBatch(size: number): Batch {
  const pixels = new Uint8Array(2 * size * observationSize);
  return {
    size,
    pixels,
    observations: pixels.subarray(0, size * observationSize),
    nextObservations: pixels.subarray(size * observationSize),
    actions: new Int32Array(size),
    returns: new Float32Array(size),
    discounts: new Float32Array(size),
    importanceWeights: new Float32Array(size),
    indices: new Int32Array(size),
  };
}

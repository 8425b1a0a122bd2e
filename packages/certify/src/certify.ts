/**
 * Certified robustness of a policy's actions on given states: the share that provably cannot be changed within each radius,
 * and each state's largest certified radius. Intervals are asked first, of many states at once; tighter bounds then of
 * each state, where they can add something.
 */
import { type ReluModel, requireReluNetwork } from '@a2pd/bounds';
import {
  breathe,
  expectationError,
  type OptionNames,
  observationSize,
  type ProgressListener,
  requireKnownOptions,
  requirePositiveInteger,
} from '@a2pd/core';
import { tf } from '@a2pd/tensor';
import { type Batch, BatchBounds } from './batch-bounds.js';
import { requireFloat32 } from './float32.js';
import { type BoundsName, batchSizes, boundsNames } from './lead-bounds.js';
import { largestRadii, requireRadii, tighterProof } from './radii.js';

export interface CertifyOptions {
  readonly model: ReluModel;
  /** uint8[N, 4, 84, 84]. */
  readonly observations: Uint8Array;
  /** Radii in L-infinity, pixels in [0, 1]. */
  readonly epsilons: readonly number[];
  /** The tightest bounds to ask; intervals when absent. */
  readonly bounds?: BoundsName | undefined;
  /** Of states whose intervals are computed at once. */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

const optionNames: OptionNames<CertifyOptions> = {
  model: true,
  observations: true,
  epsilons: true,
  bounds: true,
  batchSize: true,
  signal: true,
  onProgress: true,
};

export interface Certificates {
  /** The action that is certified, the policy's own; int32[N]. */
  readonly actions: Int32Array;
  /** Whether no perturbation within `epsilons[k]` changes it; [k][N]. */
  readonly certified: readonly (readonly boolean[])[];
  /** Largest radius found at which that holds, 0 where none was; float32[N]. */
  readonly radii: Float32Array;
}

/**
 * Sound for a policy computed in float32 on a processor, in whatever order; incomplete: an action that is not certified may still be
 * safe.
 * @throws A2pdError INVALID_ARGUMENT, also for a network that cannot be bounded; INVALID_CONFIG in bfloat16 or TF32 or on a GPU,
 *   NOT_FINITE, or INTERRUPTED by the signal.
 */
export async function certify(options: CertifyOptions): Promise<Certificates> {
  requireKnownOptions(options, optionNames);
  const { model, observations, epsilons, bounds = 'ibp', batchSize = batchSizes.ibp, signal, onProgress } = options;
  const total = requireStates(observations);
  requirePositiveInteger('batchSize', batchSize);
  requireRadii(epsilons);
  requireBounds(bounds);
  requireFloat32();
  tf.tidy(() => requireReluNetwork(model));
  const actions = new Int32Array(total);
  const radii = new Float32Array(total);
  const certified = epsilons.map(() => new Array<boolean>(total).fill(false));
  const intervals = new BatchBounds(model, 'ibp');
  const tight = bounds === 'ibp' ? null : new BatchBounds(model, bounds);
  const report = (completed: number) => onProgress?.({ stage: 'certify', completed, total, unit: 'states' });
  try {
    for (let first = 0; first < total; first += batchSize) {
      const rows = Math.min(batchSize, total - first);
      const shown = observations.subarray(first * observationSize, (first + rows) * observationSize);
      await withBatch(intervals.open(shown, rows), async (batch) => {
        actions.set(batch.labels, first);
        for (const [k, epsilon] of epsilons.entries()) {
          const holds = batch.holds(new Float32Array(rows).fill(epsilon));
          for (let row = 0; row < rows; row++) certified[k]![first + row] = holds[row]!;
          await breathe(signal);
        }
        radii.set(await largestRadii(batch, rows, signal), first);
      });
      if (tight === null) report(first + rows);
      for (let state = first; tight !== null && state < first + rows; state++) {
        const one = observations.subarray(state * observationSize, (state + 1) * observationSize);
        await withBatch(tight.open(one, 1, actions.slice(state, state + 1)), async (batch) => {
          const known = { certified: certified.map((states) => states[state]!), radius: radii[state]! };
          const proof = await tighterProof(batch, known, epsilons, signal);
          radii[state] = proof.radius;
          for (const [k, states] of certified.entries()) states[state] = proof.certified[k]!;
        });
        report(state + 1);
      }
    }
  } finally {
    intervals.dispose();
    tight?.dispose();
  }
  return { actions, certified, radii };
}

async function withBatch(batch: Batch, use: (batch: Batch) => Promise<void>): Promise<void> {
  try {
    await use(batch);
  } finally {
    batch.dispose();
  }
}

function requireStates(observations: Uint8Array): number {
  const states = observations.length / observationSize;
  if (observations instanceof Uint8Array && states >= 1 && Number.isInteger(states)) return states;
  throw expectationError('INVALID_BUFFER', `a Uint8Array of observations, ${observationSize} bytes each`, observations);
}

function requireBounds(bounds: string): void {
  if ((boundsNames as readonly string[]).includes(bounds)) return;
  throw expectationError('INVALID_ARGUMENT', `bounds ${boundsNames.join(', ')}`, bounds);
}

/**
 * Certified robustness of a policy's actions on given states: the share that provably cannot be changed within each radius,
 * and each state's largest certified radius, by bisection. Batched; one compiled function does all.
 */
import type { ReluModel } from '@a2pd/bounds';
import {
  breathe,
  expectationError,
  observationSize,
  type ProgressListener,
  requireFiniteScores,
  requirePositiveInteger,
  rowArgmax,
} from '@a2pd/core';
import {
  type Compiled,
  compile,
  pixels,
  pixelsToInput,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tf,
} from '@a2pd/tensor';
import { type BoundsName, batchSizes, leadBounds } from './lead-bounds.js';

export interface CertifyOptions {
  readonly model: ReluModel;
  /** uint8[N, 4, 84, 84]. */
  readonly observations: Uint8Array;
  /** Radii in L-infinity, pixels in [0, 1]. */
  readonly epsilons: readonly number[];
  /** What the proof rests on: `ibp` when absent. */
  readonly bounds?: BoundsName;
  /** Of the bounds when absent. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

export interface Certificates {
  /** The action that is certified, the policy's own; int32[N]. */
  readonly actions: Int32Array;
  /** Whether no perturbation within `epsilons[k]` changes it; [k][N]. */
  readonly certified: readonly (readonly boolean[])[];
  /** Largest radius found at which that holds, 0 where none was; float32[N]. */
  readonly radii: Float32Array;
}

/** Halvings of [0, 1] by intervals: radii to within 6e-8. */
const bisections = 24;

/** Tighter bounds cost too much for that: halvings of [0, twice the largest radius asked for]. */
const fewBisections = 7;

/**
 * Sound for a policy computed in float32 in whatever order; incomplete: an action that is not certified may still be safe.
 * @throws A2pdError INVALID_ARGUMENT, INVALID_CONFIG in bfloat16, NOT_FINITE, or INTERRUPTED by the signal.
 */
export async function certify(options: CertifyOptions): Promise<Certificates> {
  const { model, observations, epsilons, bounds: name = 'ibp', signal, onProgress } = options;
  const { batchSize = batchSizes[name] } = options;
  const total = requireStates(observations);
  requirePositiveInteger('batchSize', batchSize);
  requireEpsilons(epsilons);
  requireFloat32();
  const actions = new Int32Array(total);
  const radii = new Float32Array(total);
  const certified = epsilons.map(() => new Array<boolean>(total).fill(false));
  const search: RadiusSearch =
    name === 'ibp'
      ? { upTo: 1, halvings: bisections }
      : { upTo: Math.min(1, 2 * Math.max(...epsilons, 1 / 255)), halvings: fewBisections };
  const bounds = new BatchBounds(model, name);
  try {
    for (let first = 0; first < total; first += batchSize) {
      const rows = Math.min(batchSize, total - first);
      const batch = bounds.open(observations.subarray(first * observationSize, (first + rows) * observationSize), rows);
      try {
        actions.set(batch.labels, first);
        for (const [k, epsilon] of epsilons.entries()) {
          const holds = batch.holds(new Float32Array(rows).fill(epsilon));
          for (let row = 0; row < rows; row++) certified[k]![first + row] = holds[row]!;
          await breathe(signal);
        }
        radii.set(await largestRadii(batch, rows, search, signal), first);
      } finally {
        batch.dispose();
      }
      onProgress?.({ stage: 'certify', completed: first + rows, total, unit: 'states' });
    }
  } finally {
    bounds.dispose();
  }
  return { actions, certified, radii };
}

interface RadiusSearch {
  readonly upTo: number;
  readonly halvings: number;
}

/** Only radii that were themselves certified are returned. */
async function largestRadii(
  batch: Batch,
  rows: number,
  { upTo, halvings }: RadiusSearch,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const certified = new Float32Array(rows);
  const failed = new Float32Array(rows).fill(upTo);
  batch.holds(failed).forEach((holds, row) => {
    if (holds) certified[row] = upTo;
  });
  for (let i = 0; i < halvings; i++) {
    await breathe(signal);
    const middle = certified.map((low, row) => (low + failed[row]!) / 2);
    batch.holds(middle).forEach((holds, row) => {
      (holds ? certified : failed)[row] = middle[row]!;
    });
  }
  return certified;
}

interface Batch {
  readonly labels: Int32Array;
  /** Whether each state's action is certain within its own radius. */
  holds(epsilons: Float32Array): boolean[];
  dispose(): void;
}

class BatchBounds {
  readonly #model: ReluModel;
  readonly #look: Compiled<[Tensor], { input: Tensor; logits: Tensor }>;
  readonly #margin: Compiled<[Tensor, Tensor, Tensor], Tensor>;

  constructor(model: ReluModel, bounds: BoundsName) {
    this.#model = model;
    this.#look = compile('certify/look', (frames: Tensor) => {
      const input = pixelsToInput(frames);
      return { input, logits: model.logits(input) };
    });
    this.#margin = compile('certify/margin', (input: Tensor, labels: Tensor, epsilon: Tensor) =>
      smallestLead(leadBounds[bounds](model, input as never, labels as Tensor1D, epsilon), labels as Tensor1D),
    );
  }

  open(observations: Uint8Array, rows: number): Batch {
    const frames = pixels(observations, rows);
    const { input, logits } = this.#look(frames);
    const scores = logits.dataSync<'float32'>();
    tf.dispose([frames, logits]);
    const { name, numActions } = this.#model;
    try {
      requireFiniteScores(scores, name);
    } catch (error) {
      input.dispose();
      throw error;
    }
    const labels = rowArgmax(scores, numActions);
    const labelTensor = tf.tensor1d(labels, 'int32');
    return {
      labels,
      holds: (epsilons) => this.#holds(input, labelTensor, epsilons),
      dispose: () => tf.dispose([input, labelTensor]),
    };
  }

  #holds(input: Tensor, labels: Tensor, epsilons: Float32Array): boolean[] {
    const epsilon = tf.tensor1d(epsilons);
    const margins = this.#margin(input, labels, epsilon);
    // Bounds that overflow to NaN certify nothing.
    const holds = Array.from(margins.dataSync<'float32'>(), (margin) => margin > 0);
    tf.dispose([epsilon, margins]);
    return holds;
  }

  dispose(): void {
    this.#look.dispose();
    this.#margin.dispose();
  }
}

/** Keeps the label itself out of the competition. */
const excluded = 1e30;

/** @param leads float32[N, A]. @returns float32[N], over the best other action. */
function smallestLead(leads: Tensor2D, labels: Tensor1D): Tensor1D {
  const isLabel = tf.oneHot(labels, leads.shape[1], 1, 0, 'float32');
  return tf.min<Tensor1D>(tf.add(leads, tf.mul(isLabel, excluded)), 1);
}

function requireStates(observations: Uint8Array): number {
  const states = observations.length / observationSize;
  if (states >= 1 && Number.isInteger(states)) return states;
  throw expectationError('INVALID_BUFFER', `observations of ${observationSize} bytes each`, observations);
}

function requireEpsilons(epsilons: readonly number[]): void {
  const wrong = epsilons.find((epsilon) => !(epsilon >= 0 && epsilon <= 1));
  if (wrong === undefined) return;
  throw expectationError('INVALID_ARGUMENT', 'radii in [0, 1]', wrong, 'pixels are in [0, 1]; divide by 255');
}

/** The rounding margins are those of float32. */
function requireFloat32(): void {
  for (const [variable, inFloat32] of Object.entries(float32Settings)) {
    const value = process.env[variable]?.toLowerCase() || inFloat32;
    if (value === inFloat32) continue;
    const remedy = `leave ${variable} unset to certify`;
    throw expectationError('INVALID_CONFIG', `products in float32 (${variable} ${inFloat32})`, value, remedy);
  }
}

/** As TensorFlow is started without any: see applySettings of @a2pd/tensorflow. */
const float32Settings = { A2PD_PRECISION: 'float32', ONEDNN_DEFAULT_FPMATH_MODE: 'strict', NVIDIA_TF32_OVERRIDE: '0' };

/**
 * Radii of certificates, and the largest one at which each state's action is certified: searched for, and only what was itself
 * certified is returned.
 */
import { breathe, expectationError } from '@a2pd/core';
import type { Batch } from './batch-bounds.js';

/** @throws A2pdError INVALID_ARGUMENT: bounds within a negative radius would prove anything. */
export function requireRadii(epsilons: readonly number[]): void {
  if (!Array.isArray(epsilons)) throw expectationError('INVALID_ARGUMENT', 'a list of radii', epsilons);
  const wrong = epsilons.find((epsilon) => !(epsilon >= 0 && epsilon <= 1));
  if (wrong === undefined) return;
  throw expectationError('INVALID_ARGUMENT', 'radii in [0, 1]', wrong, 'pixels are in [0, 1]; divide by 255');
}

/** Halvings of [0, 1]: radii to within 6e-8. */
const bisections = 24;

/** For cheap bounds. @returns float32[rows], 0 where none was found */
export async function largestRadii(batch: Batch, rows: number, signal?: AbortSignal): Promise<Float32Array> {
  const certified = new Float32Array(rows);
  const failed = new Float32Array(rows).fill(1);
  batch.holds(failed).forEach((holds, row) => {
    if (holds) certified[row] = 1;
  });
  for (let i = 0; i < bisections; i++) {
    await breathe(signal);
    const middle = certified.map((low, row) => (low + failed[row]!) / 2);
    batch.holds(middle).forEach((holds, row) => {
      (holds ? certified : failed)[row] = middle[row]!;
    });
  }
  return certified;
}

/** Times that bounds which take a fifth of a second are asked beside the radii of interest. */
const halvings = 4;

/** Below this share of a radius that failed, the search looks no further. */
const smallestShare = 1 / 64;

/** What is certified of one state. */
export interface StateProof {
  /** Within each radius of interest. */
  readonly certified: readonly boolean[];
  /** 0 where none was found. */
  readonly radius: number;
}

/**
 * For bounds that cost: the radii of interest first, in rising order, then between the last that held and the first that failed, by
 * halves of their ratio.
 * @param batch Of that state alone
 * @param known What cheaper bounds certify
 */
export async function tighterProof(
  batch: Batch,
  known: StateProof,
  epsilons: readonly number[],
  signal?: AbortSignal,
): Promise<StateProof> {
  const certified = [...known.certified];
  let [radius, failed] = [known.radius, 1];
  const holds = async (epsilon: number) => {
    await breathe(signal);
    return batch.holds(Float32Array.of(epsilon))[0]!;
  };
  const rising = [...epsilons.keys()].sort((a, b) => epsilons[a]! - epsilons[b]!);
  for (const k of rising) {
    const epsilon = Math.fround(epsilons[k]!);
    certified[k] ||= (radius > 0 && epsilon <= radius) || (await holds(epsilon));
    if (!certified[k]) {
      failed = epsilon;
      break;
    }
    radius = Math.max(radius, epsilon);
  }
  for (let i = 0; i < halvings && radius < failed; i++) {
    const middle = Math.fround(Math.sqrt(Math.max(radius, failed * smallestShare) * failed));
    if (await holds(middle)) radius = middle;
    else failed = middle;
  }
  return { certified, radius };
}

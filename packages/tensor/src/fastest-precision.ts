/** Which precision a training's own steps take less processor time in, found out by a few of them in each. */
import { breathe, quantile } from '@a2pd/core';
import { usesGpu } from './backend.js';
import { hasBfloat16, type Precision } from './precision.js';

/** A training that is measured and thrown away. */
export interface Rehearsal {
  step(): void;
  dispose(): void;
}

export interface FoundPrecision {
  readonly precision: Precision;
  /** "a step takes 0.78 (0.77 to 0.80) of float32's processor time". */
  readonly reason: string;
}

const maxRounds = 15;
const minRounds = 3;
/** Of all rounds; a round that has begun is finished. */
const budgetMs = 6_000;
/** Of each side in a round: the clock of a process ticks, and its threads spin for a while after a step. */
const sideMs = 30;
/** bfloat16 has to gain so much in three of four rounds: less is not worth other numbers. */
const worthwhileShare = 0.95;

/**
 * Runs both precisions in turn, so that what slows the machine slows both, and counts the time of this process alone, so that
 * nobody else's work decides. The choice may still be another one on another machine, or near the limit on the same one.
 * @param rehearse Begins a training in a precision, the real network on batches of the real size.
 * @throws A2pdError INTERRUPTED
 */
export async function findFastestPrecision(
  rehearse: (precision: Precision) => Rehearsal,
  signal?: AbortSignal,
): Promise<FoundPrecision> {
  if (usesGpu()) return { precision: 'float32', reason: 'on a GPU nothing is measured' };
  if (process.env.A2PD_EAGER === '1') return { precision: 'float32', reason: 'steps run operation by operation' };
  if (!hasBfloat16()) return { precision: 'float32', reason: 'the processor has no products in bfloat16' };
  const exact = rehearse('float32');
  try {
    const mixed = rehearse('mixed-bfloat16');
    try {
      return choose(await measureShares(exact, mixed, signal));
    } finally {
      mixed.dispose();
    }
  } finally {
    exact.dispose();
  }
}

/** @param shares Of the processor time of a step in float32, those of steps in bfloat16. */
export function choose(shares: readonly number[]): FoundPrecision {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(shares, share)) as [number, number, number];
  const spread = `${middle.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
  return {
    precision: high <= worthwhileShare ? 'mixed-bfloat16' : 'float32',
    reason: `in bfloat16 a step takes ${spread} of float32's processor time`,
  };
}

async function measureShares(exact: Rehearsal, mixed: Rehearsal, signal?: AbortSignal): Promise<number[]> {
  // The first step records, the second is the first to find its memory.
  for (const each of [exact, mixed, exact, mixed]) each.step();
  const steps = Math.ceil(sideMs / processorMs(exact, 1));
  const endsAt = performance.now() + budgetMs;
  const shares: number[] = [];
  while (shares.length < minRounds || (shares.length < maxRounds && performance.now() < endsAt)) {
    await breathe(signal);
    // Who runs second finds the caches as the other left them: they take turns.
    const order = shares.length % 2 === 0 ? [exact, mixed] : [mixed, exact];
    const times = new Map(order.map((each) => [each, processorMs(each, steps)]));
    shares.push(times.get(mixed)! / times.get(exact)!);
  }
  return shares;
}

/** Of all threads of this process, in as many steps. */
function processorMs(rehearsal: Rehearsal, steps: number): number {
  const before = process.cpuUsage();
  for (let step = 0; step < steps; step++) rehearsal.step();
  const { user, system } = process.cpuUsage(before);
  return Math.max(1, user + system) / 1000;
}

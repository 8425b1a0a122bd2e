/** What the replay of a run will take of the machine's memory, said and checked before any of it is taken. */
import { totalmem } from 'node:os';
import { A2pdError, expectationError, formatBytes, observationSize } from '@a2pd/core';
import { isPqn, largestReplayCapacity, type PqnConfig, replayMemory, requireReplayCapacity } from '@a2pd/rainbow';
import type { TrainingPlan } from './training-plan.js';

export interface MemoryLimits {
  /** `--replay-memory`; none when absent. */
  readonly replayBytes?: number | undefined;
  /** What the machine, or the container, still has. */
  readonly availableBytes: number;
}

/**
 * What the machine, or the container, can still give, in bytes. On macOS Node counts free pages alone, and what is full of files
 * that were read is given as well: half of all memory is a careful guess there.
 */
export function availableMemory(platform = process.platform): number {
  const free = process.availableMemory();
  return platform === 'darwin' ? Math.max(free, totalmem() / 2) : free;
}

/**
 * @returns What to say about it.
 * @throws A2pdError INVALID_CONFIG when the replay exceeds its limit or is too small for its environments, OUT_OF_MEMORY when the machine has not as much, or as much as a segment of PQN takes.
 */
export function checkReplayMemory(
  { config, numEnvironments }: Pick<TrainingPlan, 'config' | 'numEnvironments'>,
  limits: MemoryLimits,
): string {
  if (isPqn(config)) {
    if (limits.replayBytes === undefined) return checkSegment(config, numEnvironments, limits);
    throw expectationError('INVALID_ARGUMENT', 'no limit for the replay of PQN, which has none', limits.replayBytes);
  }
  requireReplayCapacity(config, numEnvironments);
  const needed = replayMemory(config, numEnvironments);
  const what = `A replay of ${config.replayCapacity.toLocaleString('en')} transitions takes ${formatBytes(needed)}`;
  const remedyFor = (bytes: number) =>
    `choose at most replayCapacity=${largestReplayCapacity(bytes)} (learningStartsAgentSteps must not exceed it)`;
  if (limits.replayBytes !== undefined && needed > limits.replayBytes) {
    const remedy = `${remedyFor(limits.replayBytes)}, or allow more`;
    const message = `${what}, more than replayMemory allows (${formatBytes(limits.replayBytes)}); ${remedy}`;
    throw new A2pdError('INVALID_CONFIG', message, {
      needed,
      limit: limits.replayBytes,
      remedy,
      arguments: ['replayMemory'],
    });
  }
  const available = formatBytes(limits.availableBytes);
  if (needed > limits.availableBytes) {
    const remedy = `free some memory, or ${remedyFor(limits.availableBytes)}`;
    const message = `${what}, and ${available} of memory are free; ${remedy}`;
    throw new A2pdError('OUT_OF_MEMORY', message, { needed, limit: limits.availableBytes, remedy });
  }
  return `${what}; ${available} of memory are free`;
}

function checkSegment(
  { segmentAgentSteps }: PqnConfig,
  numEnvironments: number,
  { availableBytes }: MemoryLimits,
): string {
  const needed = segmentAgentSteps * numEnvironments * observationSize;
  const what = 'PQN has no replay: it learns from what it has just seen';
  if (needed <= availableBytes) return `${what}, ${formatBytes(needed)}`;
  const remedy = 'free some memory, or choose fewer segmentAgentSteps or environments';
  const message = `${what}, and that would be ${formatBytes(needed)} where ${formatBytes(availableBytes)} of memory are free; ${remedy}`;
  throw new A2pdError('OUT_OF_MEMORY', message, { needed, limit: availableBytes, remedy });
}

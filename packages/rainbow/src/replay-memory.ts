/** What the replay of a training run takes of the machine's memory, known before any of it is taken. */
import { frameChunkFrames, replayBytes, requireCapacity } from '@a2pd/replay';
import type { RainbowConfig } from './config.js';
import { replayConfig } from './replay-config.js';

export { largestCapacity as largestReplayCapacity } from '@a2pd/replay';

/** @throws A2pdError INVALID_CONFIG when the replay is too small for so many environments. */
export function requireReplayCapacity(config: RainbowConfig, numEnvironments: number): void {
  requireCapacity(replayConfig(config, numEnvironments));
}

/** Bytes at the end of a run, or as soon as the replay is full. */
export function replayMemory(
  { replayCapacity, totalAgentSteps }: Pick<RainbowConfig, 'replayCapacity' | 'totalAgentSteps'>,
  numEnvironments: number,
): number {
  // The last chunk of each stream is not full.
  return replayBytes(replayCapacity, totalAgentSteps + numEnvironments * frameChunkFrames);
}

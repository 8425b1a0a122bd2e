/** Replays of several sizes, full and overwriting their oldest steps, as after hours of training; one play feeds all. */
import { type RainbowConfig, replayConfig } from '@a2pd/rainbow';
import { PrioritizedReplay } from '@a2pd/replay';
import type { Log } from '@a2pd/toolchain';
import { RandomPlay } from '../workload/random-play.js';

export interface FilledReplays {
  /** In the order of their sizes. */
  readonly replays: readonly PrioritizedReplay[];
  /** Goes on feeding them. */
  readonly play: RandomPlay;
  /** Agent steps played so far. */
  readonly agentSteps: number;
}

export const numEnvironments = 8;
/** Played beyond the largest size, so that the first transitions of each stream are gone: a share of it. */
const beyond = 0.05;

export function fillReplays(game: string, config: RainbowConfig, sizes: readonly number[], log: Log): FilledReplays {
  const replays = sizes.map(
    (replayCapacity) => new PrioritizedReplay(replayConfig({ ...config, replayCapacity }, numEnvironments)),
  );
  const play = new RandomPlay(game, numEnvironments, replays);
  const steps = Math.ceil(((1 + beyond) * Math.max(...sizes)) / numEnvironments);
  for (let step = 1; step <= steps; step++) {
    play.step();
    const tenths = Math.floor((10 * step) / steps);
    if (tenths > Math.floor((10 * (step - 1)) / steps)) log(`Playing: ${10 * tenths}%`);
  }
  return { replays, play, agentSteps: steps * numEnvironments };
}

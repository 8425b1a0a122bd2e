/** The episodes that were under way when a collection was stopped, with the actions that bring them back. */
import type { CollectionFolder } from './collection-folder.js';
import type { CollectionProgress } from './collection-progress.js';
import { decodeShardTable } from './shard.js';

export interface RunningEpisode {
  /** In the list of episodes. */
  readonly index: number;
  readonly seed: number;
  /** Since its reset, explored ones included. */
  readonly takenActions: readonly number[];
}

/**
 * One episode an environment, in the order of the environments; every shard is read and checked on the way.
 * @throws A2pdError CORRUPT_ARTEFACT
 */
export async function readRunningEpisodes(
  folder: CollectionFolder,
  { episodes, shards, open }: CollectionProgress,
): Promise<RunningEpisode[]> {
  const running = new Map<number, { environment: number; seed: number; takenActions: number[] }>();
  for (const [index, { isComplete, environment, seed }] of episodes.entries()) {
    if (!isComplete) running.set(index, { environment, seed, takenActions: [] });
  }
  for (const file of open ? [...shards, open] : shards) {
    const table = decodeShardTable(await folder.readShard(file));
    for (const [row, episode] of table.episodes.entries()) {
      running.get(episode)?.takenActions.push(table.takenActions[row]!);
    }
  }
  return [...running].map(([index, episode]) => ({ index, ...episode })).sort((a, b) => a.environment - b.environment);
}

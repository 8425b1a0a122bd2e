/** A finished collection becomes an artefact of kind `prescriptions`: its shards, their index, and the manifest. */
import { type ArtefactDescription, ArtefactWriter, type Manifest } from '@a2pd/artefact';
import { frameSize, observationSize } from '@a2pd/core';
import type { CollectOptions } from './collect-options.js';
import type { Collection } from './collection.js';
import type { CollectionFolder } from './collection-folder.js';
import { encodeIndex, indexFile } from './data-set-index.js';

/** Puts the finished shards and their index into an artefact, and clears the folder where they were gathered. */
export async function publishCollection(
  options: CollectOptions,
  folder: CollectionFolder,
  collection: Collection,
): Promise<Manifest> {
  const { recorder, shards } = collection;
  const { temperature } = options.config;
  recorder.dropEmptyEpisodes();
  const writer = await ArtefactWriter.begin(options.directory);
  try {
    for (const shard of shards) await writer.write(shard.path, await folder.readShard(shard));
    const index = {
      numActions: options.teacher.numActions,
      temperature,
      scores: options.teacher.scores ?? ('expected-q' as const),
      shards: shards.map(({ path, numRows, numFrames }) => ({ path, numRows, numFrames })),
      episodes: [...recorder.episodes],
    };
    await writer.write(indexFile, encodeIndex(index));
    const manifest = await writer.commit(describeCollection(options, collection));
    await folder.clear();
    return manifest;
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

function describeCollection(
  { teacher, environments, config, seed, provenance }: CollectOptions,
  { recorder, shards, timing }: Collection,
): ArtefactDescription {
  const { actionCounts, episodes, meanReturn, numRows } = recorder;
  const majorityAction = actionCounts.indexOf(Math.max(...actionCounts));
  const sum = (key: 'numFrames' | 'compressedFrameBytes') => shards.reduce((total, shard) => total + shard[key], 0);
  const compressedFrameBytes = sum('compressedFrameBytes');
  return {
    ...provenance,
    kind: 'prescriptions',
    config: {
      ...provenance?.config,
      ...config,
      teacher: teacher.name,
      numActions: teacher.numActions,
      numEnvironments: environments.reduce((total, { numEnvironments }) => total + numEnvironments, 0),
      groups: environments.length,
      frameSkip: environments[0]!.frameSkip,
    },
    seeds: { collect: seed },
    summary: {
      pairs: numRows,
      episodes: episodes.length,
      meanReturn: meanReturn ?? null,
      majorityAction,
      majorityShare: actionCounts[majorityAction]! / numRows,
      frameBytes: sum('numFrames') * frameSize,
      compressedFrameBytes,
      compressionRatio: (sum('numFrames') * frameSize) / compressedFrameBytes,
      /** Against observations written one by one. */
      observationBytes: numRows * observationSize,
      timing,
    },
  };
}

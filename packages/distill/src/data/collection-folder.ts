/**
 * Where an unfinished collection lies: `<data set>.collecting/`, with its closed shards, the open one where collection was
 * stopped on request, and progress.json, which is written last and names only what is whole on disk.
 */
import { readdir, rm, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Lock, lockFolder, readIfPresent, readRegularFile, sha256Of, writeFileAtomically } from '@a2pd/artefact';
import { A2pdError, frameSize } from '@a2pd/core';
import {
  type CollectionProgress,
  decodeProgress,
  encodeProgress,
  progressFile,
  type ShardFile,
} from './collection-progress.js';
import { encodeShard, type Shard } from './shard.js';

/** Writes a file so that it is there whole or not at all. */
export type FileWriter = (file: string, contents: Uint8Array | string) => Promise<void>;

export class CollectionFolder {
  readonly path: string;
  readonly #writeFile: FileWriter;

  /** @param dataSet The folder that the finished data set will be. */
  constructor(dataSet: string, writeFile: FileWriter = writeFileAtomically) {
    this.path = `${resolve(dataSet)}.collecting`;
    this.#writeFile = writeFile;
  }

  /** How far it has come; nothing when none was begun. @throws A2pdError CORRUPT_ARTEFACT, FILE_UNAVAILABLE */
  async readProgress(): Promise<CollectionProgress | undefined> {
    const file = join(this.path, progressFile);
    // What cannot be read now is not what was never there: nothing may be cleared away.
    const bytes = await readIfPresent(file, 'see to it that it can be read, or remove its folder to begin anew');
    return bytes && decodeProgress(bytes);
  }

  /** @throws A2pdError FILE_UNAVAILABLE when the disk is full; the older progress stands. */
  saveProgress(progress: CollectionProgress): Promise<void> {
    return this.#writeFile(join(this.path, progressFile), encodeProgress(progress));
  }

  /** @param index Position among the shards. */
  saveClosedShard(index: number, shard: Shard): Promise<ShardFile> {
    return this.#saveShard(`shards/${String(index).padStart(5, '0')}.safetensors`, shard);
  }

  /** @param numRows Of the whole collection: no two states of the open shard share a file. */
  saveOpenShard(numRows: number, shard: Shard): Promise<ShardFile> {
    return this.#saveShard(`open/${numRows}.safetensors`, shard);
  }

  /** Once no progress names them any more. */
  async removeOpenShards(): Promise<void> {
    await rm(join(this.path, 'open'), { recursive: true, force: true });
  }

  /** A shard's bytes. @throws A2pdError CORRUPT_ARTEFACT when they are not the ones that were written. */
  async readShard({ path, sha256 }: ShardFile): Promise<Uint8Array> {
    const bytes = await readRegularFile(join(this.path, path)).catch(() => undefined);
    if (bytes && sha256Of(bytes) === sha256) return bytes;
    const remedy = 'begin anew by restart';
    const what = bytes ? 'is damaged' : 'is missing';
    throw new A2pdError('CORRUPT_ARTEFACT', `${path} of the unfinished collection ${this.path} ${what}; ${remedy}`, {
      path: join(this.path, path),
      remedy,
      arguments: ['restart'],
    });
  }

  /** Lets one process at a time work here. @throws A2pdError IN_USE, FILE_UNAVAILABLE */
  lock(): Promise<Lock> {
    return lockFolder(this.path, `the collection ${this.path}`);
  }

  /** Removes all that was gathered; the lock stays. */
  async clear(): Promise<void> {
    for (const part of [progressFile, 'shards', 'open']) {
      await rm(join(this.path, part), { recursive: true, force: true });
    }
  }

  /** Removes the folder if nothing is left in it but temporary files of killed processes, and nobody works there. */
  async removeIfClear(): Promise<void> {
    const names = await readdir(this.path).catch(() => []);
    if (!names.every((name) => name.startsWith('.') && name !== '.lock')) return;
    for (const name of names) await rm(join(this.path, name), { recursive: true, force: true });
    // Who took the lock meanwhile keeps the folder.
    await rmdir(this.path).catch(() => undefined);
  }

  async #saveShard(path: string, shard: Shard): Promise<ShardFile> {
    const { bytes, compressedFrameBytes } = await encodeShard(shard);
    await this.#writeFile(join(this.path, path), bytes);
    const numFrames = shard.frames.length / frameSize;
    return { path, numRows: shard.table.size, numFrames, compressedFrameBytes, sha256: sha256Of(bytes) };
  }
}

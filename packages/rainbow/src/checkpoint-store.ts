/**
 * The checkpoints of one run: a folder with an artefact of kind `training` for each of the last two. A new one appears
 * whole or not at all and shares the replay's frames with the one before; only then does the oldest go.
 */
import { readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Artefact, type ArtefactDescription, ArtefactWriter, type Manifest } from '@a2pd/artefact';
import { A2pdError, messageOf, unwritable } from '@a2pd/core';
import type { Checkpoint } from './checkpoint.js';
import { readCheckpoint, withoutReplay, writeCheckpoint } from './checkpoint-files.js';
import type { FramesWritten } from './checkpoint-replay.js';

/** `light` leaves out the replay and the running episodes: a run that continues from it fills a new replay first. */
export type CheckpointContents = 'full' | 'light';

export interface SavedCheckpoint {
  readonly directory: string;
  readonly agentSteps: number;
  /** Of all its files. */
  readonly bytes: number;
  /** Of those that the checkpoint before had not. */
  readonly newBytes: number;
  /** How many times smaller the frames are on the disk than in memory; null without frames. */
  readonly frameCompression: number | null;
  readonly seconds: number;
}

export interface LoadedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly manifest: Manifest;
  readonly directory: string;
  /** Newer ones that could not be read, newest first: the run continues from further back. */
  readonly damaged: readonly DamagedCheckpoint[];
}

interface DamagedCheckpoint {
  readonly directory: string;
  readonly agentSteps: number;
  readonly error: A2pdError;
}

export interface LoadOptions {
  /** Leave the replay unread, as if the checkpoint were light: for one whose frames are damaged. */
  readonly withoutReplay?: boolean | undefined;
  /** Is shown the manifest before a checkpoint is read; what it throws ends the loading. */
  readonly look?: ((manifest: Manifest) => void) | undefined;
}

interface Entry {
  readonly directory: string;
  readonly agentSteps: number;
}

export class CheckpointStore {
  readonly directory: string;
  /** The newest one known to be whole: what was loaded, or saved last. */
  #base: Artefact | undefined;
  /** Whose frames the next one shares: the newest, if this run's replay goes on from it. */
  #frames: Artefact | undefined;
  /** The folder of the one before it, when this store saved both. */
  #beforeBase: string | undefined;

  /** @param directory is made by the first `save`. One process at a time may save into it. */
  constructor(directory: string) {
    this.directory = resolve(directory);
  }

  /** Agent steps of the checkpoints that there are, newest first; whether they are whole shows when they are loaded. */
  async list(): Promise<number[]> {
    return (await this.#entries()).map(({ agentSteps }) => agentSteps);
  }

  /** @throws A2pdError FILE_UNAVAILABLE without any checkpoint, INCOMPATIBLE_ARTEFACT with one of an older version. */
  async requireSome(): Promise<void> {
    if ((await this.list()).length > 0) return;
    const isOlder = await Artefact.open(this.directory, 'training').then(
      () => true,
      () => false,
    );
    throw isOlder ? olderVersion(this.directory) : noneIn(this.directory);
  }

  /**
   * The newest checkpoint that is whole.
   * @throws A2pdError FILE_UNAVAILABLE without any; CORRUPT_ARTEFACT when all are damaged; INCOMPATIBLE_ARTEFACT.
   */
  async load(options: LoadOptions = {}): Promise<LoadedCheckpoint> {
    await this.requireSome();
    const damaged: DamagedCheckpoint[] = [];
    for (const entry of await this.#entries()) {
      try {
        const artefact = await Artefact.open(entry.directory, 'training');
        options.look?.(artefact.manifest);
        const checkpoint = await readCheckpoint(artefact, options.withoutReplay ?? false);
        this.#base = artefact;
        // Read without its replay, the run counts its frames from 0 again: those of the same name are others.
        this.#frames = options.withoutReplay ? undefined : artefact;
        return { checkpoint, manifest: artefact.manifest, directory: entry.directory, damaged };
      } catch (error) {
        if (!isDamage(error)) throw error;
        damaged.push({ ...entry, error });
      }
    }
    throw allDamaged(this.directory, damaged);
  }

  /** Removes all checkpoints: for a run that begins anew. */
  async clear(): Promise<void> {
    this.#base = this.#frames = this.#beforeBase = undefined;
    await this.#keepOnly([]);
  }

  /**
   * Keeps `checkpoint` beside the one before.
   * @param description What else the manifest should say; the hyper-parameters are added to its `config` as `training`.
   * @throws A2pdError FILE_UNAVAILABLE, e.g. on a full disk; older checkpoints are as they were.
   */
  async save(
    checkpoint: Checkpoint,
    description: Omit<ArtefactDescription, 'kind' | 'summary'>,
    contents: CheckpointContents = 'full',
  ): Promise<SavedCheckpoint> {
    const beganAtMs = performance.now();
    const { agentSteps, updates } = checkpoint.state;
    const kept = contents === 'full' ? checkpoint : withoutReplay(checkpoint);
    const directory = join(this.directory, folderName(agentSteps));
    const base = this.#base;
    if (base?.directory !== directory) await this.#discard(directory);
    const writer = await ArtefactWriter.begin(directory);
    let frames: FramesWritten;
    try {
      frames = await writeCheckpoint(writer, kept, this.#frames);
      await writer.commit({
        ...description,
        kind: 'training',
        config: { ...description.config, training: checkpoint.config },
        summary: { agentSteps, updates, contents, ...frames },
      });
    } catch (error) {
      await writer.abort();
      throw error;
    }
    this.#base = this.#frames = await Artefact.open(directory, 'training');
    // Saved again, after a failure, it does not take the place of the one before.
    if (base?.directory !== directory) this.#beforeBase = base?.directory;
    await this.#keepOnly([directory, this.#beforeBase]);
    return {
      directory,
      agentSteps,
      bytes: writer.bytes,
      newBytes: writer.newBytes,
      frameCompression: frames.compressedBytes > 0 ? frames.frameBytes / frames.compressedBytes : null,
      seconds: (performance.now() - beganAtMs) / 1000,
    };
  }

  async #entries(): Promise<Entry[]> {
    return (await this.#names())
      .flatMap((name) => {
        const match = /^checkpoint-(\d+)$/.exec(name);
        return match ? [{ directory: join(this.directory, name), agentSteps: Number(match[1]) }] : [];
      })
      .sort((a, b) => b.agentSteps - a.agentSteps);
  }

  /** Of what lies in the folder; none where there is no folder. */
  async #names(): Promise<string[]> {
    try {
      return await readdir(this.directory);
    } catch (cause) {
      if (isAbsence(cause)) return [];
      const remedy = 'see that the folder may be read';
      const message = `Cannot read ${this.directory}: ${messageOf(cause)}; ${remedy}`;
      throw new A2pdError('FILE_UNAVAILABLE', message, { path: this.directory, remedy, cause });
    }
  }

  /** Removes all other checkpoints, and what killed processes left of some. */
  async #keepOnly(directories: readonly (string | undefined)[]): Promise<void> {
    for (const name of await this.#names()) {
      const path = join(this.directory, name);
      if (/^\.?checkpoint-\d/.test(name) && !directories.includes(path)) await this.#discard(path);
    }
  }

  /** Renamed first: nobody takes what is half removed for a checkpoint. */
  async #discard(path: string): Promise<void> {
    const aside = join(this.directory, '.checkpoint-0-discarded');
    try {
      await rm(aside, { recursive: true, force: true });
      await rename(path, aside);
      await rm(aside, { recursive: true, force: true });
    } catch (cause) {
      if (!isAbsence(cause)) throw unwritable(path, cause);
    }
  }
}

/** What cannot be read just now is no damage: the next checkpoint would take its place. */
function isDamage(error: unknown): error is A2pdError {
  if (!(error instanceof A2pdError)) return false;
  return error.code === 'CORRUPT_ARTEFACT' || (error.code === 'FILE_UNAVAILABLE' && isAbsence(error.cause));
}

function isAbsence(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
}

function noneIn(directory: string): A2pdError {
  const remedy = 'name a run that has saved one, or begin a training';
  return new A2pdError('FILE_UNAVAILABLE', `There is no checkpoint in ${directory}; ${remedy}`, {
    path: directory,
    remedy,
  });
}

function olderVersion(directory: string): A2pdError {
  const remedy = 'continue it with the version that its manifest names';
  return new A2pdError('INCOMPATIBLE_ARTEFACT', `${directory} is a checkpoint of an older version; ${remedy}`, {
    path: directory,
    remedy,
  });
}

function allDamaged(directory: string, damaged: readonly DamagedCheckpoint[]): A2pdError {
  const remedy = 'continue without the replay (refillReplay), or restore a checkpoint from a copy';
  const list = damaged.map(({ error }) => error.message).join(' ');
  return new A2pdError('CORRUPT_ARTEFACT', `No checkpoint in ${directory} is whole; ${remedy}. ${list}`, {
    path: directory,
    remedy,
    arguments: ['refillReplay'],
    cause: damaged[0]!.error,
  });
}

const folderName = (agentSteps: number) => `checkpoint-${agentSteps}`;

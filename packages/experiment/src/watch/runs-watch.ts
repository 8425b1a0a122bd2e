/** All trainings and distillations below a folder of runs, as they are at each look. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFolderLocked, peekManifest } from '@a2pd/artefact';
import { messageOf } from '@a2pd/core';
import { algorithmOf } from '../records/algorithm.js';
import { isRunName, type RunFolder, runFolder } from '../run/run-folder.js';
import { DistillationWatch, type WatchedDistillation } from './distillation-watch.js';
import { FilmWatch, type WatchedFilm } from './film-watch.js';
import { watcherOf } from './follow.js';
import type { Curves, WatchedRun } from './run-progress.js';

export interface WatchedTraining {
  readonly state: WatchedRun;
  readonly curves: Curves;
  readonly game: string | null;
  /** What is trained, in a word or two; null before its first checkpoint. */
  readonly network: string | null;
  /** When it last said something, in milliseconds since 1970. */
  readonly writtenAtMs: number | null;
}

/** What there is to be seen of one run. */
export interface WatchedFolder {
  readonly folder: RunFolder;
  /** Undefined where no teacher is trained, or was. */
  readonly training: WatchedTraining | undefined;
  readonly distillations: readonly WatchedDistillation[];
  readonly film: WatchedFilm | undefined;
  /** Why no more can be said; undefined where all could be read. */
  readonly problem: string | undefined;
}

export interface RunsWatchOptions {
  /** The one run to look at; all when absent. */
  readonly run?: string | undefined;
  /** Names of runs that are not looked at. */
  readonly isPassedOver?: ((run: string) => boolean) | undefined;
}

export class RunsWatch {
  readonly #runs: string;
  readonly #isWanted: (run: string) => boolean;
  readonly #watches = new Map<string, FolderWatch>();

  /** @param runs The folder of all runs. */
  constructor(runs: string, { run, isPassedOver = () => false }: RunsWatchOptions = {}) {
    this.#runs = runs;
    this.#isWanted = (name) => isRunName(name) && (run === undefined || name === run) && !isPassedOver(name);
  }

  /** Runs without a training and a distillation are left out. Whatever is there and cannot be read is told, not thrown. */
  async look(): Promise<WatchedFolder[]> {
    const folders = (await entriesIn(this.#runs)).filter((entry) => entry.isDirectory());
    const wanted = folders
      .map(({ name }) => name)
      .filter(this.#isWanted)
      .sort();
    for (const name of this.#watches.keys()) if (!wanted.includes(name)) this.#watches.delete(name);
    const seen: WatchedFolder[] = [];
    // One after the other: looking must not take the disk from those that work.
    for (const name of wanted) {
      const watch = this.#watches.get(name) ?? new FolderWatch(runFolder(this.#runs, name));
      this.#watches.set(name, watch);
      const folder = await watch.look();
      if (folder) seen.push(folder);
    }
    return seen;
  }
}

class FolderWatch {
  readonly #folder: RunFolder;
  readonly #lookAtTraining: ReturnType<typeof watcherOf>;
  readonly #film: FilmWatch;
  readonly #distillations = new Map<string, DistillationWatch>();
  #about: Pick<WatchedTraining, 'game' | 'network'> = { game: null, network: null };

  constructor(folder: RunFolder) {
    this.#folder = folder;
    this.#lookAtTraining = watcherOf(folder);
    this.#film = new FilmWatch(folder);
  }

  async look(): Promise<WatchedFolder | undefined> {
    const folder = this.#folder;
    try {
      const training = await this.#training();
      const distillations = await this.#lookAtDistillations();
      if (training === undefined && distillations.length === 0) return undefined;
      return { folder, training, distillations, film: await this.#film.look(), problem: undefined };
    } catch (error) {
      return { folder, training: undefined, distillations: [], film: undefined, problem: messageOf(error) };
    }
  }

  async #training(): Promise<WatchedTraining | undefined> {
    const { state, curves } = await this.#lookAtTraining();
    if (state.status === 'untrained') return undefined;
    // Before its first words a training can only be known by its lock, which a pipeline has too.
    if (state.status === 'waiting' && !(await isFolderLocked(this.#folder.path))) return undefined;
    if (this.#about.network === null && state.status !== 'waiting') this.#about = await aboutTraining(this.#folder);
    const writtenAtMs = state.quietSeconds === null ? null : Date.now() - 1000 * state.quietSeconds;
    return { state, curves, ...this.#about, writtenAtMs };
  }

  async #lookAtDistillations(): Promise<WatchedDistillation[]> {
    const { path } = this.#folder;
    const names = studentNames(await entriesIn(path));
    for (const name of this.#distillations.keys()) if (!names.has(name)) this.#distillations.delete(name);
    const seen: WatchedDistillation[] = [];
    for (const name of names) {
      const watch = this.#distillations.get(name) ?? new DistillationWatch(join(path, name));
      this.#distillations.set(name, watch);
      const distillation = await watch.look(Date.now());
      if (distillation) seen.push(distillation);
    }
    return seen;
  }
}

const lockName = /^\.([^.].*)\.lock$/;
const checkpointName = /^(.+)-training$/;

/** Of all that may be students, or become ones. */
function studentNames(entries: readonly Dirent[]): Set<string> {
  return new Set(
    entries.flatMap((entry) => {
      const locked = entry.isFile() ? lockName.exec(entry.name)?.[1] : undefined;
      if (locked !== undefined) return locked;
      if (!entry.isDirectory() || entry.name.startsWith('.')) return [];
      return checkpointName.exec(entry.name)?.[1] ?? entry.name;
    }),
  );
}

/** Of the newest checkpoint, or of the teacher where none is kept. */
async function aboutTraining({ training, teacher }: RunFolder): Promise<Pick<WatchedTraining, 'game' | 'network'>> {
  const checkpoints = (await entriesIn(training))
    .map(({ name }) => name)
    .filter((name) => name.startsWith('checkpoint-'));
  for (const place of [...checkpoints.map((name) => join(training, name)), teacher]) {
    // Where it is being replaced, or is none of ours: the next one, or the next look.
    const manifest = peekManifest(place);
    if (manifest === undefined) continue;
    const { game, config } = manifest as Manifest;
    return { game: typeof game === 'string' ? game : null, network: algorithmOf(config?.training) };
  }
  return { game: null, network: null };
}

interface Manifest {
  readonly game?: unknown;
  readonly config?: { readonly training?: unknown };
}

/** None where there is no folder, or none that may be read. */
function entriesIn(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

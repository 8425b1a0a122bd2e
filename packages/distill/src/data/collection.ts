/**
 * One collection under way: groups of environments take turns with the teacher, shards are compressed and written while
 * the next is gathered, and after each the progress is saved. It stops only between steps, where nothing waits for a reward.
 */
import { createHash } from 'node:crypto';
import { A2pdError, breathe, type ProgressListener, Rng, type VectorEnvironment } from '@a2pd/core';
import type { CollectionFolder } from './collection-folder.js';
import {
  type CollectionProgress,
  type CollectionRequest,
  type CollectTiming,
  numRowsOf,
  type ShardFile,
} from './collection-progress.js';
import { type Answer, EnvironmentGroup } from './environment-group.js';
import { PrescriptionRecorder } from './recorder.js';
import { type RunningEpisode, readRunningEpisodes } from './running-episodes.js';
import { decodeShard } from './shard.js';

export interface CollectionOptions {
  readonly request: CollectionRequest;
  readonly note: CollectionProgress['note'];
  readonly environments: readonly VectorEnvironment[];
  readonly answer: (environment: VectorEnvironment) => Answer;
  readonly folder: CollectionFolder;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

export class Collection {
  readonly recorder: PrescriptionRecorder;
  readonly shards: ShardFile[];
  readonly #options: CollectionOptions;
  readonly #groups: readonly EnvironmentGroup[];
  readonly #timing: { -readonly [Key in keyof CollectTiming]: number };
  /** The shard being compressed and written while the next is gathered. */
  #saving: Promise<void> = Promise.resolve();

  private constructor(
    options: CollectionOptions,
    recorder: PrescriptionRecorder,
    rngs: readonly Rng[],
    { shards, timing }: Pick<CollectionProgress, 'shards' | 'timing'>,
  ) {
    this.#options = options;
    this.recorder = recorder;
    this.shards = [...shards];
    this.#timing = { ...timing };
    let firstIndex = 0;
    this.#groups = options.environments.map((environment, index) => {
      const group = new EnvironmentGroup(environment, firstIndex, rngs[index]!);
      firstIndex += environment.numEnvironments;
      return group;
    });
  }

  /** A new one: every environment begins an episode. */
  static begin(options: CollectionOptions): Collection {
    const { request, environments } = options;
    const rng = new Rng(request.seed);
    const rngs = environments.map(() => new Rng(rng.seed()));
    const timing = { seconds: 0, teacherSeconds: 0, emulatorSeconds: 0 };
    const collection = new Collection(options, createRecorder(request), rngs, { shards: [], timing });
    for (const group of collection.#groups) group.begin(collection.recorder);
    return collection;
  }

  /**
   * One that was stopped or killed: goes on as if it had not been.
   * @throws A2pdError CORRUPT_ARTEFACT for damaged shards, INCOMPATIBLE_ARTEFACT when the episodes do not repeat themselves.
   */
  static async continue(options: CollectionOptions, progress: CollectionProgress): Promise<Collection> {
    const { request, folder } = options;
    const { shards, open, episodes, actionCounts, rngs } = progress;
    const openShard = open ? await decodeShard(await folder.readShard(open)) : undefined;
    const numClosedRows = numRowsOf({ shards, open: null });
    const recorder = createRecorder(request, { episodes, actionCounts, numClosedRows, open: openShard });
    const collection = new Collection(options, recorder, rngs.map(Rng.fromState), progress);
    const running = await readRunningEpisodes(folder, progress);
    if (!recorder.isFull) collection.#replay(running, progress.observationsSha256);
    return collection;
  }

  get timing(): CollectTiming {
    return { ...this.#timing };
  }

  /**
   * Gathers what is missing; all shards are on disk when it returns.
   * @throws A2pdError INTERRUPTED once the signal is aborted: all pairs so far are kept. FILE_UNAVAILABLE when the disk is
   * full: all shards so far are.
   */
  async run(): Promise<void> {
    const { recorder } = this;
    const { signal, onProgress } = this.#options;
    const beganAtMs = performance.now();
    const secondsBefore = this.#timing.seconds;
    const bookTime = () => {
      this.#timing.seconds = secondsBefore + (performance.now() - beganAtMs) / 1000;
    };
    try {
      while (!recorder.isFull) {
        await breathe();
        bookTime();
        if (signal?.aborted) await this.#pause();
        for (const group of this.#groups) this.#takeTurn(group);
        if (recorder.isShardComplete) await this.#closeShard();
        onProgress?.(this.#describeProgress());
      }
      this.#settle();
      bookTime();
      if (recorder.hasOpenRows) await this.#closeShard();
    } finally {
      // A shard under way is still written when something else fails; its own failure is met here.
      await this.#saving;
    }
  }

  #takeTurn(group: EnvironmentGroup): void {
    const { answer, request } = this.#options;
    this.#timed('emulatorSeconds', () => group.settle(this.recorder));
    if (this.recorder.isFull) return;
    const answered = this.#timed('teacherSeconds', () => answer(group.environment));
    group.act(answered, request.config, this.recorder);
  }

  #settle(): void {
    for (const group of this.#groups) this.#timed('emulatorSeconds', () => group.settle(this.recorder));
  }

  #timed<Result>(what: 'teacherSeconds' | 'emulatorSeconds', work: () => Result): Result {
    const beganAtMs = performance.now();
    const result = work();
    this.#timing[what] += (performance.now() - beganAtMs) / 1000;
    return result;
  }

  async #closeShard(): Promise<void> {
    this.#settle();
    await this.#saving;
    const { folder } = this.#options;
    const shard = this.recorder.closeShard();
    const state = this.#state();
    const save = async () => {
      this.shards.push(await folder.saveClosedShard(this.shards.length, shard));
      await folder.saveProgress({ ...state, shards: [...this.shards], open: null });
      await folder.removeOpenShards();
    };
    this.#saving = save();
    // Whoever waits next meets the failure; without this Node would end the process before.
    this.#saving.catch(() => {});
  }

  /** Saves even what is no whole shard, and throws INTERRUPTED. */
  async #pause(): Promise<never> {
    this.#settle();
    await this.#saving;
    const { folder, request, signal } = this.#options;
    const { numRows } = this.recorder;
    if (this.recorder.hasOpenRows) {
      const open = await folder.saveOpenShard(numRows, this.recorder.peekShard());
      await folder.saveProgress({ ...this.#state(), shards: this.shards, open });
    }
    const remedy = 'collect again with the same options to continue';
    const message = `Stopped after ${numRows} of ${request.config.pairs} pairs, which are kept; ${remedy}`;
    throw new A2pdError('INTERRUPTED', message, { remedy, pairs: numRows, cause: signal?.reason });
  }

  #state(): Omit<CollectionProgress, 'shards' | 'open'> {
    const { request, note } = this.#options;
    const { episodes, actionCounts } = this.recorder;
    return {
      request,
      note,
      episodes: episodes.map((episode) => ({ ...episode })),
      actionCounts: [...actionCounts],
      rngs: this.#groups.map(({ rngState }) => [...rngState]),
      observationsSha256: this.#hashObservations(),
      timing: this.timing,
    };
  }

  #replay(running: readonly RunningEpisode[], observationsSha256: string): void {
    let first = 0;
    for (const group of this.#groups) {
      const { numEnvironments } = group.environment;
      group.replay(running.slice(first, first + numEnvironments));
      first += numEnvironments;
    }
    if (this.#hashObservations() === observationsSha256) return;
    const remedy = 'continue with the ROM, version and machine that began it, or begin anew by restart';
    throw new A2pdError('INCOMPATIBLE_ARTEFACT', `The running episodes do not repeat themselves; ${remedy}`, {
      remedy,
      arguments: ['restart'],
    });
  }

  #hashObservations(): string {
    const hash = createHash('sha256');
    for (const { environment } of this.#groups) hash.update(environment.observations);
    return hash.digest('hex');
  }

  #describeProgress() {
    const { numRows: completed, meanReturn } = this.recorder;
    const figures = meanReturn === undefined ? {} : { meanReturn };
    return { stage: 'collect', completed, total: this.#options.request.config.pairs, unit: 'pairs', figures };
  }
}

function createRecorder(request: CollectionRequest, state?: ConstructorParameters<typeof PrescriptionRecorder>[1]) {
  const { config, numActions, numEnvironments } = request;
  const { pairs, pairsPerShard, temperature } = config;
  const total = numEnvironments.reduce((sum, count) => sum + count, 0);
  return new PrescriptionRecorder({ pairs, pairsPerShard, temperature, numActions, numEnvironments: total }, state);
}

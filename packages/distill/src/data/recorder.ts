/** Gathers what collection sees into episodes and shards; knows nothing of environments, networks or disks. */
import { argmax, type EpisodeStart, softmax } from '@a2pd/core';
import type { EpisodeEntry } from './data-set-index.js';
import { OpenShard } from './open-shard.js';
import type { Shard } from './shard.js';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export interface RecorderOptions {
  readonly pairs: number;
  readonly pairsPerShard: number;
  readonly numActions: number;
  readonly numEnvironments: number;
  readonly temperature: number;
}

/** What closed shards leave behind, and the shard that is not closed yet. */
export interface RecorderState {
  readonly episodes: readonly EpisodeEntry[];
  readonly actionCounts: readonly number[];
  readonly numClosedRows: number;
  readonly open: Shard | undefined;
}

export class PrescriptionRecorder {
  readonly #options: RecorderOptions;
  readonly #episodes: Mutable<EpisodeEntry>[];
  readonly #actionCounts: number[];
  #numClosedRows: number;
  #open: OpenShard;

  constructor(options: RecorderOptions, state?: RecorderState) {
    this.#options = options;
    this.#episodes = state?.episodes.map((episode) => ({ ...episode })) ?? [];
    this.#actionCounts = [...(state?.actionCounts ?? new Array<number>(options.numActions).fill(0))];
    this.#numClosedRows = state?.numClosedRows ?? 0;
    this.#open = state?.open ? OpenShard.continue(state.open, this.#capacity) : this.#newShard();
  }

  get numRows(): number {
    return this.#numClosedRows + this.#open.numRows;
  }

  get isFull(): boolean {
    return this.numRows >= this.#options.pairs;
  }

  /** Whether the shard has its rows; it is closed at the end of a step of all environments. */
  get isShardComplete(): boolean {
    return this.#open.numRows >= this.#options.pairsPerShard;
  }

  get hasOpenRows(): boolean {
    return this.#open.numRows > 0;
  }

  get episodes(): readonly EpisodeEntry[] {
    return this.#episodes;
  }

  /** How often each action was the prescribed one; [A]. */
  get actionCounts(): readonly number[] {
    return this.#actionCounts;
  }

  /** Mean raw return of the episodes played to their end. */
  get meanReturn(): number | undefined {
    const complete = this.#episodes.filter(({ isComplete }) => isComplete);
    if (complete.length === 0) return undefined;
    return complete.reduce((sum, episode) => sum + episode.return, 0) / complete.length;
  }

  /** @returns The episode's index, by which the rows name it. */
  beginEpisode(environment: number, { seed, aleSeed, noops }: EpisodeStart): number {
    return this.#episodes.push({ environment, seed, aleSeed, noops, rows: 0, return: 0, isComplete: false }) - 1;
  }

  /**
   * Keeps the teacher's answer to an observation.
   * @param stack uint8[4, 84, 84]; copied.
   * @param qValues float32[A]; copied.
   * @param exploratory The action played instead of the prescribed one, by chance or by a player.
   * @returns The row, for `settle`, and the action to play.
   */
  keep(
    episode: number,
    stack: Uint8Array,
    qValues: Float32Array,
    exploratory?: number,
  ): { row: number; takenAction: number } {
    const action = argmax(qValues);
    const takenAction = exploratory ?? action;
    const entry = this.#episodes[episode]!;
    const prescription = softmax(qValues, this.#options.temperature);
    const row = this.#open.add({ qValues, prescription, action, takenAction, episode, step: entry.rows }, stack);
    entry.rows++;
    this.#actionCounts[action]!++;
    return { row, takenAction };
  }

  /** Books what the action of a row brought; before the shard is closed. */
  settle(episode: number, row: number, reward: number, hasEnded: boolean): void {
    const entry = this.#episodes[episode]!;
    this.#open.setReward(row, reward);
    entry.return += reward;
    entry.isComplete = hasEnded;
  }

  /** The shard as it is, which goes on growing. */
  peekShard(): Shard {
    return this.#open.contents();
  }

  /** The shard, and begins the next. */
  closeShard(): Shard {
    const shard = this.#open.contents();
    this.#numClosedRows += this.#open.numRows;
    this.#open = this.#newShard();
    return shard;
  }

  /** Forgets episodes that began too late to give a row. */
  dropEmptyEpisodes(): void {
    while (this.#episodes.at(-1)?.rows === 0) this.#episodes.pop();
  }

  get #capacity(): number {
    return Math.min(this.#options.pairs, this.#options.pairsPerShard + this.#options.numEnvironments);
  }

  #newShard(): OpenShard {
    return new OpenShard(this.#capacity, this.#options.numActions);
  }
}

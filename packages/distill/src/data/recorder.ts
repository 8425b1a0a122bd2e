/** Gathers what collection sees, of several environments in lockstep, into the table, the episode list and the shards. */
import { argmax, type EpisodeStart, observationSize } from '@a2pd/core';
import type { DataSetIndex, EpisodeEntry } from './data-set-index.js';
import { softmax } from './prescription.js';
import { emptyTable, type PrescriptionTable } from './prescription-table.js';
import { Segment } from './segment.js';
import { ShardWriter } from './shard-writer.js';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What one environment is doing. */
interface Stream {
  readonly segment: Segment;
  episode: number | undefined;
  /** The row that waits for its reward. */
  row: number | undefined;
}

export class PrescriptionRecorder {
  readonly table: PrescriptionTable;
  readonly shards: ShardWriter;
  readonly #temperature: number;
  readonly #streams: readonly Stream[];
  readonly #episodes: Mutable<EpisodeEntry>[] = [];
  #numRows = 0;

  /** @param write Receives each shard as it is complete. */
  constructor(
    size: { readonly pairs: number; readonly numActions: number; readonly numEnvironments: number },
    temperature: number,
    write: (path: string, bytes: Uint8Array) => Promise<void>,
  ) {
    this.table = emptyTable(size.pairs, size.numActions);
    this.shards = new ShardWriter(write);
    this.#temperature = temperature;
    this.#streams = Array.from({ length: size.numEnvironments }, () => ({
      segment: new Segment(),
      episode: undefined,
      row: undefined,
    }));
  }

  get numRows(): number {
    return this.#numRows;
  }

  get isFull(): boolean {
    return this.#numRows === this.table.size;
  }

  get index(): DataSetIndex {
    return { temperature: this.#temperature, shards: this.shards.shards, episodes: this.#episodes };
  }

  /** Whether this environment is within an episode, so that its observation is one to decide on. */
  isPlaying(environment: number): boolean {
    return this.#streams[environment]!.episode !== undefined;
  }

  beginEpisode(environment: number, { seed, aleSeed, noops }: EpisodeStart): void {
    this.#streams[environment]!.episode = this.#episodes.length;
    this.#episodes.push({ environment, seed, aleSeed, noops, rows: 0, return: 0, isComplete: false });
  }

  /**
   * Keeps the teacher's answer to an environment's present observation.
   * @param observations uint8[N, 4, 84, 84] of all environments; copied.
   * @param qValues float32[A] of this environment.
   */
  keep(environment: number, observations: Uint8Array, qValues: Float32Array, takenAction: number): void {
    const stream = this.#streams[environment]!;
    const episode = this.#episodes[stream.episode!]!;
    const row = this.#numRows++;
    const { table } = this;
    table.qValues.set(qValues, row * table.numActions);
    table.prescriptions.set(softmax(qValues, this.#temperature), row * table.numActions);
    table.actions[row] = argmax(qValues);
    table.takenActions[row] = takenAction;
    table.episodes[row] = stream.episode!;
    table.steps[row] = episode.rows++;
    stream.segment.add(row, observations.subarray(environment * observationSize, (environment + 1) * observationSize));
    stream.row = row;
  }

  /** Books the reward of the step just taken. */
  async settle(environment: number, reward: number, hasEnded: boolean): Promise<void> {
    const stream = this.#streams[environment]!;
    const episode = this.#episodes[stream.episode!]!;
    if (stream.row !== undefined) this.table.rewards[stream.row] = reward;
    stream.row = undefined;
    episode.return += reward;
    if (hasEnded) {
      episode.isComplete = true;
      stream.episode = undefined;
    }
    if (hasEnded || stream.segment.isFull) await stream.segment.flush(this.shards, this.table);
  }

  /** Mean raw return of the episodes played to their end. */
  get meanReturn(): number | undefined {
    const complete = this.#episodes.filter(({ isComplete }) => isComplete);
    if (complete.length === 0) return undefined;
    return complete.reduce((sum, episode) => sum + episode.return, 0) / complete.length;
  }

  /** Writes the frames still held; the table is complete after it. */
  async finish(): Promise<void> {
    for (const { segment } of this.#streams) await segment.flush(this.shards, this.table);
    await this.shards.finish();
  }
}

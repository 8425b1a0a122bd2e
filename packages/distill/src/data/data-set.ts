/**
 * Reads what `collect` wrote: the answers, and the frames from which stacks are rebuilt exactly into the caller's batch.
 * All frames are held in memory, packed.
 */
import { Artefact, type ParentReference } from '@a2pd/artefact';
import { A2pdError, expectationError, frameSize, observationSize } from '@a2pd/core';
import { type DataSetIndex, decodeIndex, type EpisodeEntry, indexFile } from './data-set-index.js';
import { PackedFrames } from './packed-frames.js';
import { copyRows, emptyTable, type PrescriptionTable } from './prescription-table.js';
import { decodeShard, framesPerStack, type Shard } from './shard.js';
import type { ScoreKind } from './teacher.js';

/** Buffers that `readBatch` fills and the caller owns and reuses. */
export interface BatchBuffers {
  /** uint8[B, 4, 84, 84], oldest frame first. */
  readonly pixels: Uint8Array;
  /** int32[B]: aT. */
  readonly labels: Int32Array;
  /** float32[B, A]. */
  readonly qValues: Float32Array;
}

export class PrescriptionDataSet {
  readonly artefact: Artefact;
  /** All rows; `newestFrames` counts through all shards. */
  readonly table: PrescriptionTable;
  readonly episodes: readonly EpisodeEntry[];
  /** Of the stored prescriptions. */
  readonly temperature: number;
  /** What `table.qValues` holds. */
  readonly scores: ScoreKind;
  readonly #shards: DataSetIndex['shards'];
  readonly #frames: readonly PackedFrames[];
  /** Index of each shard's first frame, and at the end how many there are. */
  readonly #firstFrames: Int32Array;

  private constructor(
    artefact: Artefact,
    index: DataSetIndex,
    table: PrescriptionTable,
    frames: readonly PackedFrames[],
  ) {
    this.artefact = artefact;
    this.table = table;
    this.episodes = index.episodes;
    this.temperature = index.temperature;
    this.scores = index.scores;
    this.#shards = index.shards;
    this.#frames = frames;
    this.#firstFrames = new Int32Array(frames.length + 1);
    for (const [shard, { numFrames }] of frames.entries()) {
      this.#firstFrames[shard + 1] = this.#firstFrames[shard]! + numFrames;
    }
  }

  /**
   * Opens an artefact of kind `prescriptions`; every file's size and SHA-256 are checked.
   * @throws A2pdError FILE_UNAVAILABLE, CORRUPT_ARTEFACT or INCOMPATIBLE_ARTEFACT.
   */
  static async open(directory: string): Promise<PrescriptionDataSet> {
    const artefact = await Artefact.open(directory, 'prescriptions');
    const index = decodeIndex(await artefact.read(indexFile));
    const size = index.shards.reduce((sum, { numRows }) => sum + numRows, 0);
    const table = emptyTable(size, index.numActions);
    const frames: PackedFrames[] = [];
    let [firstRow, firstFrame] = [0, 0];
    for (const entry of index.shards) {
      const shard = await decodeShard(await artefact.read(entry.path));
      requireAnnounced(shard, entry, index);
      for (let row = 0; row < shard.table.size; row++) shard.table.newestFrames[row]! += firstFrame;
      copyRows(shard.table, table, firstRow);
      frames.push(new PackedFrames(shard.frames));
      firstRow += entry.numRows;
      firstFrame += entry.numFrames;
    }
    return new PrescriptionDataSet(artefact, index, table, frames);
  }

  /** How many pairs. */
  get size(): number {
    return this.table.size;
  }

  get numActions(): number {
    return this.table.numActions;
  }

  /** Itself: it is all that a distillation on it alone is made from. */
  get references(): readonly ParentReference[] {
    return [this.artefact.reference];
  }

  /** Buffers for batches of up to `batchSize` pairs. */
  createBuffers(batchSize: number): BatchBuffers {
    return {
      pixels: new Uint8Array(batchSize * observationSize),
      labels: new Int32Array(batchSize),
      qValues: new Float32Array(batchSize * this.numActions),
    };
  }

  /**
   * Writes the pairs of these rows to the beginning of the buffers.
   * @throws A2pdError INVALID_BUFFER when they are too small, INVALID_ARGUMENT for a row that does not exist.
   */
  readBatch(rows: ArrayLike<number>, into: BatchBuffers): void {
    const { table, numActions } = this;
    if (into.labels.length < rows.length || into.pixels.length < rows.length * observationSize) {
      throw expectationError('INVALID_BUFFER', `buffers for ${rows.length} pairs`, into.labels.length);
    }
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      this.#readStack(row, into.pixels, index * observationSize);
      into.labels[index] = table.actions[row]!;
      into.qValues.set(table.qValues.subarray(row * numActions, (row + 1) * numActions), index * numActions);
    }
  }

  /** Writes one frame to `into`, uint8[84, 84]. */
  readFrame(index: number, into: Uint8Array): void {
    const shard = this.#shardOf(index);
    this.#frames[shard]!.read(index - this.#firstFrames[shard]!, 1, into, 0);
  }

  /** What the frames take in memory. */
  get frameBytes(): number {
    return this.#frames.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get numShards(): number {
    return this.#shards.length;
  }

  /** The file that holds this row. */
  shardPathOf(row: number): string {
    return this.#shards[this.#shardOf(this.table.newestFrames[row]!)]!.path;
  }

  /** Frames of all shards; a few appear twice, where an episode goes on in another shard. */
  get numFrames(): number {
    return this.#firstFrames[this.#frames.length]!;
  }

  #readStack(row: number, into: Uint8Array, offset: number): void {
    const newest = this.table.newestFrames[row];
    if (newest === undefined) {
      throw expectationError('INVALID_ARGUMENT', `a row in [0, ${this.size})`, row);
    }
    const shard = this.#shardOf(newest);
    const oldest = newest - this.#firstFrames[shard]! - framesPerStack + 1;
    this.#frames[shard]!.read(oldest, framesPerStack, into, offset);
  }

  #shardOf(frame: number): number {
    let shard = this.#frames.length - 1;
    while (shard > 0 && this.#firstFrames[shard]! > frame) shard--;
    return shard;
  }
}

function requireAnnounced(
  { table, frames }: Shard,
  { path, numRows, numFrames }: DataSetIndex['shards'][number],
  { numActions, episodes }: DataSetIndex,
): void {
  const isAsAnnounced = table.size === numRows && frames.length === numFrames * frameSize;
  const hasItsEpisodes = table.episodes.every((episode) => episode >= 0 && episode < episodes.length);
  if (isAsAnnounced && hasItsEpisodes && table.numActions === numActions) return;
  const remedy = 'collect the prescriptions again or restore them from a copy';
  throw new A2pdError('CORRUPT_ARTEFACT', `${path} does not hold what ${indexFile} says; ${remedy}`, { path, remedy });
}

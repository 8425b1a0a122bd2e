/**
 * Reads what `collect` wrote: the table of answers and the frames, from which stacks are rebuilt exactly into the caller's
 * batch. All frames are held in memory (7 kB each: 0.73 GB for the paper's 1e5 pairs).
 */
import { Artefact } from '@a2pd/artefact';
import { A2pdError, expectationError, frameSize, observationSize } from '@a2pd/core';
import { type DataSetIndex, decodeIndex, type EpisodeEntry, indexFile, tableFile } from './data-set-index.js';
import { decompressFrames } from './frames.js';
import { decodeTable, type PrescriptionTable } from './prescription-table.js';

const framesPerStack = 4;

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
  readonly table: PrescriptionTable;
  readonly episodes: readonly EpisodeEntry[];
  /** Of the stored prescriptions. */
  readonly temperature: number;
  readonly #shards: readonly Uint8Array[];
  /** Index of each shard's first frame. */
  readonly #firstFrames: readonly number[];

  private constructor(
    artefact: Artefact,
    table: PrescriptionTable,
    index: DataSetIndex,
    shards: readonly Uint8Array[],
  ) {
    this.artefact = artefact;
    this.table = table;
    this.episodes = index.episodes;
    this.temperature = index.temperature;
    this.#shards = shards;
    let firstFrame = 0;
    this.#firstFrames = index.shards.map(({ numFrames }) => {
      firstFrame += numFrames;
      return firstFrame - numFrames;
    });
    this.#requireFramesOfEveryRow();
  }

  /**
   * Opens an artefact of kind `prescriptions`; every file's size and SHA-256 are checked.
   * @throws A2pdError FILE_UNAVAILABLE, CORRUPT_ARTEFACT or INCOMPATIBLE_ARTEFACT.
   */
  static async open(directory: string): Promise<PrescriptionDataSet> {
    const artefact = await Artefact.open(directory, 'prescriptions');
    const index = decodeIndex(await artefact.read(indexFile));
    const table = decodeTable(await artefact.read(tableFile));
    const shards: Uint8Array[] = [];
    for (const { path, numFrames } of index.shards) {
      shards.push(await decompressFrames(await artefact.read(path), numFrames));
    }
    return new PrescriptionDataSet(artefact, table, index, shards);
  }

  /** How many pairs. */
  get size(): number {
    return this.table.size;
  }

  get numActions(): number {
    return this.table.numActions;
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

  #readStack(row: number, into: Uint8Array, offset: number): void {
    const newest = this.table.frames[row];
    if (newest === undefined) {
      throw expectationError('INVALID_ARGUMENT', `a row in [0, ${this.size})`, row);
    }
    const { shard, frame } = this.#locate(newest);
    const end = (frame + 1) * frameSize;
    into.set(shard.subarray(end - framesPerStack * frameSize, end), offset);
  }

  #locate(frame: number): { shard: Uint8Array; frame: number } {
    let index = this.#firstFrames.length - 1;
    while (index > 0 && this.#firstFrames[index]! > frame) index--;
    return { shard: this.#shards[index]!, frame: frame - this.#firstFrames[index]! };
  }

  #requireFramesOfEveryRow(): void {
    const { table } = this;
    for (const [row, newest] of table.frames.entries()) {
      const { shard, frame } = this.#shards.length > 0 ? this.#locate(newest) : { shard: new Uint8Array(), frame: -1 };
      const isWithin = frame >= framesPerStack - 1 && (frame + 1) * frameSize <= shard.length;
      if (isWithin && table.actions[row]! >= 0 && table.actions[row]! < table.numActions) continue;
      const remedy = 'collect the prescriptions again or restore them from a copy';
      throw new A2pdError(
        'CORRUPT_ARTEFACT',
        `Row ${row} of ${this.artefact.directory} names what is not there; ${remedy}`,
        {
          row,
          remedy,
        },
      );
    }
  }
}

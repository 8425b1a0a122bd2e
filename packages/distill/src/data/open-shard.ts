/**
 * The shard being gathered. The observations of an episode are kept as single frames: the three older ones of its first
 * stack in this shard, then one an observation; so every stack can be rebuilt, whatever the padding at reset was.
 */
import { A2pdError, frameSize, observationSize } from '@a2pd/core';
import { copyRows, emptyTable, headOf, type PrescriptionTable } from './prescription-table.js';
import { framesPerStack, type Shard } from './shard.js';

const olderFrames = framesPerStack - 1;

/** The part of an episode that lies in this shard. */
interface Segment {
  readonly rows: number[];
  /** The three older frames of the first stack, then the newest of each row. */
  readonly frames: Uint8Array[];
}

/** A row as it is known when the teacher has answered; the reward comes later. */
export interface PrescriptionRow {
  readonly qValues: Float32Array;
  readonly prescription: ArrayLike<number>;
  readonly action: number;
  readonly takenAction: number;
  readonly episode: number;
  readonly step: number;
}

export class OpenShard {
  readonly #table: PrescriptionTable;
  /** By episode, in the order in which they appeared. */
  readonly #segments = new Map<number, Segment>();
  #numRows = 0;

  /** @param capacity How many rows may be added. */
  constructor(capacity: number, numActions: number) {
    this.#table = emptyTable(capacity, numActions);
  }

  /** Takes up a shard again that was saved before it was complete. */
  static continue({ table, frames }: Shard, capacity: number): OpenShard {
    const shard = new OpenShard(capacity, table.numActions);
    copyRows(table, shard.#table, 0);
    shard.#numRows = table.size;
    for (let row = 0; row < table.size; row++) {
      const end = (table.newestFrames[row]! + 1) * frameSize;
      addToSegment(shard.#segmentOf(table.episodes[row]!), row, frames.subarray(end - observationSize, end));
    }
    return shard;
  }

  get numRows(): number {
    return this.#numRows;
  }

  /**
   * @param stack uint8[4, 84, 84], oldest first; copied.
   * @returns The row's index in this shard.
   * @throws A2pdError INVALID_STATE when the older frames are not the ones seen before: it could not be rebuilt.
   */
  add(row: PrescriptionRow, stack: Uint8Array): number {
    const index = this.#numRows;
    const table = this.#table;
    addToSegment(this.#segmentOf(row.episode), index, stack);
    table.qValues.set(row.qValues, index * table.numActions);
    table.prescriptions.set(row.prescription, index * table.numActions);
    table.actions[index] = row.action;
    table.takenActions[index] = row.takenAction;
    table.episodes[index] = row.episode;
    table.steps[index] = row.step;
    this.#numRows++;
    return index;
  }

  setReward(row: number, reward: number): void {
    this.#table.rewards[row] = reward;
  }

  /** What has been gathered, laid out episode by episode; the table is a view of this shard's, the frames are a copy. */
  contents(): Shard {
    const table = headOf(this.#table, this.#numRows);
    const numFrames = [...this.#segments.values()].reduce((sum, segment) => sum + segment.frames.length, 0);
    const frames = new Uint8Array(numFrames * frameSize);
    let frame = 0;
    for (const segment of this.#segments.values()) {
      for (const [index, row] of segment.rows.entries()) table.newestFrames[row] = frame + olderFrames + index;
      for (const pixels of segment.frames) frames.set(pixels, frame++ * frameSize);
    }
    return { table, frames };
  }

  #segmentOf(episode: number): Segment {
    const segment = this.#segments.get(episode) ?? { rows: [], frames: [] };
    this.#segments.set(episode, segment);
    return segment;
  }
}

function addToSegment({ rows, frames }: Segment, row: number, stack: Uint8Array): void {
  if (rows.length === 0) {
    for (let frame = 0; frame < olderFrames; frame++) frames.push(frameOf(stack, frame));
  } else {
    const older = frames.slice(-olderFrames);
    if (!older.every((pixels, frame) => isFrame(pixels, stack, frame))) throw notSliding();
  }
  rows.push(row);
  frames.push(frameOf(stack, olderFrames));
}

function frameOf(stack: Uint8Array, frame: number): Uint8Array {
  return Uint8Array.prototype.slice.call(stack, frame * frameSize, (frame + 1) * frameSize);
}

function isFrame(pixels: Uint8Array, stack: Uint8Array, frame: number): boolean {
  return Buffer.compare(pixels, stack.subarray(frame * frameSize, (frame + 1) * frameSize)) === 0;
}

function notSliding(): A2pdError {
  const remedy = 'collect with an environment that stacks the last four frames of one episode';
  return new A2pdError('INVALID_STATE', `An observation does not continue the frames before it; ${remedy}`, { remedy });
}

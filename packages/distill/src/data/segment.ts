/**
 * A run of successive observations of one episode, kept as single frames: the three older frames of its first stack, then
 * one frame an observation. It holds its own beginning, so every stack can be rebuilt whatever the padding at reset was.
 */
import { A2pdError, frameSize, observationSize } from '@a2pd/core';
import type { PrescriptionTable } from './prescription-table.js';
import type { ShardWriter } from './shard-writer.js';

const rowsPerSegment = 256;
const olderFrames = 3;

export class Segment {
  readonly #frames = Buffer.alloc((olderFrames + rowsPerSegment) * frameSize);
  #rows: number[] = [];

  get isFull(): boolean {
    return this.#rows.length === rowsPerSegment;
  }

  /**
   * Takes the newest frame of a stack.
   * @param row The row of the table whose observation this is.
   * @param stack uint8[4, 84, 84], oldest first; copied.
   * @throws A2pdError INVALID_STATE when its older frames are not the ones seen before: it could not be rebuilt.
   */
  add(row: number, stack: Uint8Array): void {
    const numStored = this.#rows.length;
    if (numStored === 0) {
      this.#frames.set(stack);
    } else {
      const expected = this.#frames.subarray(numStored * frameSize, (numStored + olderFrames) * frameSize);
      if (expected.compare(stack, 0, olderFrames * frameSize) !== 0) throw notSliding();
      const newest = stack.subarray(observationSize - frameSize, observationSize);
      this.#frames.set(newest, (numStored + olderFrames) * frameSize);
    }
    this.#rows.push(row);
  }

  /** Hands the frames over, writes their places into the table, and is empty again. */
  async flush(shards: ShardWriter, table: PrescriptionTable): Promise<void> {
    const rows = this.#rows;
    if (rows.length === 0) return;
    this.#rows = [];
    await shards.append(this.#frames.subarray(0, (olderFrames + rows.length) * frameSize));
    const firstNewest = shards.numFrames - rows.length;
    rows.forEach((row, index) => {
      table.frames[row] = firstNewest + index;
    });
  }
}

function notSliding(): A2pdError {
  const remedy = 'collect with an environment that stacks the last four frames of one episode';
  return new A2pdError('INVALID_STATE', `An observation does not continue the frames before it; ${remedy}`, { remedy });
}

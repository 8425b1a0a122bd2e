/**
 * A fixed number of 84x84 frames in chunks that are allocated when they are first written, so that a short run with a
 * large capacity stays small.
 */
import { expectationError, frameSize } from '@a2pd/core';

const chunkFrames = 4096;

export class FrameStore {
  readonly capacity: number;
  readonly #chunks: Uint8Array[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** The chunks allocated so far, in order: views that later writes show through. */
  get chunks(): readonly Uint8Array[] {
    return this.#chunks;
  }

  /** uint8[84 * 84]: a view of one frame, for reading. */
  read(index: number): Uint8Array {
    const offset = (index % chunkFrames) * frameSize;
    return this.#chunk(index).subarray(offset, offset + frameSize);
  }

  write(index: number, frame: Uint8Array): void {
    this.#chunk(index).set(frame, (index % chunkFrames) * frameSize);
  }

  /** Replaces everything by copies of what `chunks` gave elsewhere. */
  load(chunks: readonly Uint8Array[]): void {
    this.#chunks.length = 0;
    for (const [number, chunk] of chunks.entries()) {
      const own = this.#chunk(number * chunkFrames);
      if (own.length !== chunk.length)
        throw expectationError('INVALID_BUFFER', `a chunk of ${own.length} bytes`, chunk);
      own.set(chunk);
    }
  }

  #chunk(index: number): Uint8Array {
    if (!(index >= 0 && index < this.capacity)) {
      throw expectationError('INVALID_ARGUMENT', `a frame in [0, ${this.capacity})`, index);
    }
    const number = Math.floor(index / chunkFrames);
    while (this.#chunks.length <= number) {
      const framesBefore = this.#chunks.length * chunkFrames;
      this.#chunks.push(new Uint8Array(Math.min(chunkFrames, this.capacity - framesBefore) * frameSize));
    }
    return this.#chunks[number]!;
  }
}

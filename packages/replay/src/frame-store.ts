/**
 * A fixed number of 84x84 frames in chunks that are allocated when they are first written, so that a short run with a
 * large capacity stays small.
 */
import { A2pdError, expectationError, frameSize } from '@a2pd/core';

/** Memory is taken in pieces of so many frames. */
export const frameChunkFrames = 4096;

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
    const offset = (index % frameChunkFrames) * frameSize;
    return this.#chunk(index).subarray(offset, offset + frameSize);
  }

  write(index: number, frame: Uint8Array): void {
    this.#chunk(index).set(frame, (index % frameChunkFrames) * frameSize);
  }

  /** Replaces everything by what `chunks` gave elsewhere; they are this store's from here on. */
  adopt(chunks: readonly Uint8Array[]): void {
    for (const [number, chunk] of chunks.entries()) {
      const expected = chunkBytes(this.capacity, number);
      if (chunk.length !== expected) throw expectationError('INVALID_BUFFER', `a chunk of ${expected} bytes`, chunk);
    }
    this.#chunks.splice(0, Number.POSITIVE_INFINITY, ...chunks);
  }

  #chunk(index: number): Uint8Array {
    if (!(index >= 0 && index < this.capacity)) {
      throw expectationError('INVALID_ARGUMENT', `a frame in [0, ${this.capacity})`, index);
    }
    const number = Math.floor(index / frameChunkFrames);
    while (this.#chunks.length <= number) this.#chunks.push(allocate(chunkBytes(this.capacity, this.#chunks.length)));
    return this.#chunks[number]!;
  }
}

function chunkBytes(capacity: number, number: number): number {
  return Math.max(0, Math.min(frameChunkFrames, capacity - number * frameChunkFrames)) * frameSize;
}

function allocate(bytes: number): Uint8Array {
  try {
    return new Uint8Array(bytes);
  } catch (cause) {
    const remedy = 'choose a smaller replay, e.g. a replayCapacity of 100000';
    throw new A2pdError('OUT_OF_MEMORY', `No memory is left for ${bytes} more bytes of frames; ${remedy}`, {
      bytes,
      remedy,
      cause,
    });
  }
}

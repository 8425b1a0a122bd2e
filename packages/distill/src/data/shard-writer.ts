/** Writes a data set's frames in shards of bounded size while they are collected. */
import { frameSize } from '@a2pd/core';
import { compressFrames } from './frames.js';

/** About 29 MB of frames: small enough to hold several, large enough that few files are needed. */
const framesPerShard = 4096;

export interface ShardEntry {
  readonly path: string;
  readonly numFrames: number;
}

export class ShardWriter {
  readonly shards: ShardEntry[] = [];
  readonly #write: (path: string, bytes: Uint8Array) => Promise<void>;
  #buffer = new Uint8Array(framesPerShard * frameSize);
  #numBuffered = 0;
  #numHandedOver = 0;
  #compressedBytes = 0;
  /** The shard being compressed and written while the next is collected. */
  #writing: Promise<void> = Promise.resolve();

  constructor(write: (path: string, bytes: Uint8Array) => Promise<void>) {
    this.#write = write;
  }

  /** Frames appended so far: the index of the next. */
  get numFrames(): number {
    return this.#numHandedOver + this.#numBuffered;
  }

  /** Of the shards written so far; of all after `finish`. */
  get compressedBytes(): number {
    return this.#compressedBytes;
  }

  /**
   * Appends frames that belong together: a run of successive ones never straddles two shards.
   * @param frames uint8[n, 84, 84], n at most 4096; copied.
   */
  async append(frames: Uint8Array): Promise<void> {
    const numFrames = frames.length / frameSize;
    if (this.#numBuffered + numFrames > framesPerShard) await this.#handOver();
    this.#buffer.set(frames, this.#numBuffered * frameSize);
    this.#numBuffered += numFrames;
  }

  /** Writes what is buffered and waits until all is on disk. */
  async finish(): Promise<void> {
    await this.#handOver();
    await this.#writing;
  }

  async #handOver(): Promise<void> {
    await this.#writing;
    if (this.#numBuffered === 0) return;
    const frames = this.#buffer.subarray(0, this.#numBuffered * frameSize);
    const path = `frames/${String(this.shards.length).padStart(5, '0')}.deflate`;
    this.shards.push({ path, numFrames: this.#numBuffered });
    this.#numHandedOver += this.#numBuffered;
    this.#numBuffered = 0;
    this.#buffer = new Uint8Array(framesPerShard * frameSize);
    this.#writing = this.#compressAndWrite(path, frames);
    // Whoever waits next meets the failure; without this Node would end the process before.
    this.#writing.catch(() => {});
  }

  async #compressAndWrite(path: string, frames: Uint8Array): Promise<void> {
    const bytes = await compressFrames(frames);
    await this.#write(path, bytes);
    this.#compressedBytes += bytes.length;
  }
}

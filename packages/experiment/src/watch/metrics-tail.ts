/** Reads a `metrics.jsonl` that another process writes: what is new each time, also after a resume has replaced the file. */
import type { FileHandle } from 'node:fs/promises';
import { openRegularFile } from '@a2pd/artefact';
import { A2pdError, messageOf } from '@a2pd/core';
import { parseMetrics, type TrainingMetrics } from '@a2pd/rainbow';

export interface TailRead {
  readonly lines: readonly TrainingMetrics[];
  /** The file was cut or replaced: forget what it said before, `lines` begin anew. */
  readonly restarted: boolean;
  /** When the file was last written. */
  readonly writtenAtMs: number;
}

const newline = 0x0a;

export class MetricsTail {
  readonly #path: string;
  #inode: number | undefined;
  /** Bytes of whole lines that were read. */
  #offsetBytes = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** What is new since the last call; undefined while there is no file. @throws A2pdError FILE_UNAVAILABLE. */
  async read(): Promise<TailRead | undefined> {
    let handle: FileHandle | undefined;
    try {
      handle = await openRegularFile(this.#path);
      return await this.#readFrom(handle);
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      const remedy = 'check the names of the run and of its folder, and that you may read it';
      throw new A2pdError('FILE_UNAVAILABLE', `Cannot read ${this.#path}: ${messageOf(cause)}; ${remedy}`, {
        remedy,
        cause,
      });
    } finally {
      await handle?.close();
    }
  }

  async #readFrom(handle: FileHandle): Promise<TailRead> {
    const { ino, size, mtimeMs } = await handle.stat();
    // A resume writes the lines it keeps into a new file and renames that into place.
    const restarted = this.#inode !== undefined && (ino !== this.#inode || size < this.#offsetBytes);
    this.#inode = ino;
    if (restarted) this.#offsetBytes = 0;
    const bytes = Buffer.alloc(size - this.#offsetBytes);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, this.#offsetBytes);
    // A last line without its end is still being written: it is read again next time.
    const wholeBytes = bytes.subarray(0, bytesRead).lastIndexOf(newline) + 1;
    this.#offsetBytes += wholeBytes;
    const lines = bytes
      .toString('utf8', 0, wholeBytes)
      .split('\n')
      .flatMap((line) => parseMetrics(line) ?? []);
    return { lines, restarted, writtenAtMs: mtimeMs };
  }
}

function isMissing(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
}

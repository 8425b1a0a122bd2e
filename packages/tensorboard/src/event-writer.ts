/**
 * Writes one TensorBoard event file. Records are appended whole and in order, so that a crash costs at most the last
 * ones; a run that continues writes a new file, whose session start makes TensorBoard forget what came after its step.
 */
import { type FileHandle, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expectationError, unwritable } from '@a2pd/core';
import { nextEventFileName } from './event-file-name.js';
import { type EventContent, encodeEvent } from './event-message.js';
import { histogramOf } from './histogram.js';
import { imageSize } from './image-size.js';
import { encodeRecord } from './record.js';

export interface EventWriterOptions {
  /** What earlier files of the folder hold at this step or later counts no more; 0: everything. */
  readonly purgeFromStep: number;
  /** Seconds since 1970; the clock of this machine when absent. */
  readonly wallTimeSeconds?: () => number;
}

export class EventWriter {
  /** The event file. */
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #wallTimeSeconds: () => number;
  #waiting: Uint8Array[] = [];
  #writing: Promise<void> | undefined;
  #failure: unknown;

  private constructor(path: string, handle: FileHandle, wallTimeSeconds: () => number) {
    this.path = path;
    this.#handle = handle;
    this.#wallTimeSeconds = wallTimeSeconds;
  }

  /** A new file in `folder`, which is made if need be. @throws A2pdError FILE_UNAVAILABLE. */
  static async open(folder: string, options: EventWriterOptions): Promise<EventWriter> {
    const wallTimeSeconds = options.wallTimeSeconds ?? (() => Date.now() / 1000);
    checkStep(options.purgeFromStep);
    try {
      await mkdir(folder, { recursive: true });
      const path = join(folder, nextEventFileName(await readdir(folder), wallTimeSeconds()));
      const writer = new EventWriter(path, await open(path, 'ax'), wallTimeSeconds);
      writer.#add(0, { kind: 'file-version' });
      writer.#add(options.purgeFromStep, { kind: 'session-start' });
      await writer.flush();
      return writer;
    } catch (cause) {
      throw unwritable(folder, cause);
    }
  }

  /** A number, kept as float32; NaN and infinity are drawn as such. */
  scalar(tag: string, value: number, step: number): void {
    this.#add(step, { kind: 'scalar', tag, value });
  }

  /** The distribution of `values`. @throws A2pdError INVALID_ARGUMENT without values, NOT_FINITE. */
  histogram(tag: string, values: ArrayLike<number>, step: number): void {
    this.#add(step, { kind: 'histogram', tag, histogram: histogramOf(values) });
  }

  /** A picture. @param encoded A whole PNG or GIF, which may be animated. @throws A2pdError INVALID_ARGUMENT. */
  image(tag: string, encoded: Uint8Array, step: number): void {
    this.#add(step, { kind: 'image', tag, image: { encoded, ...imageSize(encoded) } });
  }

  /** Resolves when everything added so far is in the file. @throws A2pdError FILE_UNAVAILABLE, e.g. on a full disk. */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.#failure !== undefined) throw unwritable(this.path, this.#failure);
  }

  /** Flushes to the disk and closes the file; adding more is an error. */
  async close(): Promise<void> {
    try {
      await this.flush();
      await this.#handle.sync();
    } finally {
      await this.#handle.close();
    }
  }

  #add(step: number, content: EventContent): void {
    checkStep(step);
    // After a failed write the file may end in part of a record: nothing readable can follow.
    if (this.#failure !== undefined) return;
    this.#waiting.push(encodeRecord(encodeEvent(this.#wallTimeSeconds(), step, content)));
    this.#writing ??= this.#writeWaiting();
  }

  async #writeWaiting(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const records = Buffer.concat(this.#waiting);
        this.#waiting = [];
        await this.#handle.appendFile(records);
      }
    } catch (cause) {
      this.#failure = cause;
    } finally {
      this.#writing = undefined;
    }
  }
}

function checkStep(step: number): void {
  if (!(Number.isSafeInteger(step) && step >= 0))
    throw expectationError('INVALID_ARGUMENT', 'a step of at least 0', step);
}

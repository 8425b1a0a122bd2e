/**
 * A stream's frames as files: immutable segments on a fixed grid over all frames ever written. A complete segment never
 * changes again, so a checkpoint writes only those that are new, and the one still growing.
 */
import { promisify } from 'node:util';
import { constants, deflateRaw, inflateRaw } from 'node:zlib';
import { A2pdError, frameDifferences, frameSize, framesOfDifferences } from '@a2pd/core';
import type { FrameStore } from './frame-store.js';

/** Frames [from, to) of a stream, counted since its first one. */
export interface FrameSegment {
  readonly from: number;
  readonly to: number;
}

/** 7.2 MB of frames, some 100 KB when compressed. */
const segmentFrames = 1024;
const compress = promisify(deflateRaw);
const decompress = promisify(inflateRaw);
/** Differences of frames are runs of zeros: run lengths shrink them more than the general search, in less time. */
const runLengths = { level: constants.Z_BEST_SPEED, strategy: constants.Z_RLE };

/** The segments that hold the frames of a stream with `written` frames, of which the last `capacity` are still there. */
export function segmentsOf(written: number, capacity: number): FrameSegment[] {
  const oldest = Math.max(0, written - capacity);
  const segments: FrameSegment[] = [];
  for (let from = oldest - (oldest % segmentFrames); from < written; from += segmentFrames) {
    segments.push({ from, to: Math.min(from + segmentFrames, written) });
  }
  return segments;
}

/** A segment's frames, compressed; where its oldest ones are overwritten already, zeros stand for them. */
export function encodeSegment(frames: FrameStore, written: number, { from, to }: FrameSegment): Promise<Uint8Array> {
  const bytes = new Uint8Array((to - from) * frameSize);
  const oldest = Math.max(from, written - frames.capacity);
  for (let k = oldest; k < to; k++) bytes.set(frames.read(k % frames.capacity), (k - from) * frameSize);
  frameDifferences(bytes);
  return compress(bytes, runLengths);
}

/**
 * Puts a segment's frames into their places in `frames`, but for those overwritten since.
 * @throws A2pdError CORRUPT_ARTEFACT when `compressed` is not such a segment.
 */
export async function decodeSegment(
  compressed: Uint8Array,
  frames: FrameStore,
  written: number,
  { from, to }: FrameSegment,
): Promise<void> {
  const bytes = await inflated(compressed, (to - from) * frameSize);
  framesOfDifferences(bytes);
  for (let k = Math.max(from, written - frames.capacity); k < to; k++) {
    frames.write(k % frames.capacity, bytes.subarray((k - from) * frameSize, (k - from + 1) * frameSize));
  }
}

async function inflated(compressed: Uint8Array, expectedBytes: number): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    // A bomb is not unpacked further than a segment is long.
    bytes = await decompress(compressed, { maxOutputLength: expectedBytes });
  } catch (cause) {
    throw new A2pdError('CORRUPT_ARTEFACT', `Expected ${expectedBytes} bytes of compressed frames`, { cause });
  }
  if (bytes.byteLength !== expectedBytes) {
    const message = `Expected ${expectedBytes} bytes of frames but received ${bytes.byteLength}`;
    throw new A2pdError('CORRUPT_ARTEFACT', message);
  }
  // Node's pooled buffers may begin anywhere; words need an even start.
  return bytes.byteOffset % Uint32Array.BYTES_PER_ELEMENT === 0 ? bytes : Uint8Array.from(bytes);
}

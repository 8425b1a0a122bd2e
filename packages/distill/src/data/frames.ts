/**
 * Single frames, stored once. Successive Atari frames hardly differ, so each is kept as its XOR with the one before and
 * then deflated (zlib); a stack is four successive frames again.
 */
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { A2pdError, frameDifferences, frameSize, framesOfDifferences } from '@a2pd/core';

const deflateAsync = promisify(deflate);
const inflateAsync = promisify(inflate);

/** @param frames uint8[n, 84, 84]; unchanged. The deflating itself happens on a thread of its own. */
export async function compressFrames(frames: Uint8Array): Promise<Uint8Array> {
  const differences = frames.slice();
  frameDifferences(differences);
  // Level 4 is where deflate begins to look for better matches; beyond 6 the differences gain next to nothing.
  return deflateAsync(differences, { level: 6 });
}

/**
 * @param numFrames How many frames the bytes must hold.
 * @returns uint8[numFrames, 84, 84]
 * @throws A2pdError CORRUPT_ARTEFACT when they do not.
 */
export async function decompressFrames(bytes: Uint8Array, numFrames: number): Promise<Uint8Array> {
  const expectedBytes = numFrames * frameSize;
  let frames: Uint8Array;
  try {
    // In one chunk: many small ones would have to be joined, which takes the memory of all frames a second time.
    frames = await inflateAsync(bytes, { chunkSize: expectedBytes + 64, maxOutputLength: expectedBytes + 1 });
  } catch (cause) {
    throw corruptFrames(`cannot be decompressed`, cause);
  }
  if (frames.length !== expectedBytes) throw corruptFrames(`hold ${frames.length} bytes instead of ${expectedBytes}`);
  framesOfDifferences(frames);
  return frames;
}

function corruptFrames(why: string, cause?: unknown): A2pdError {
  const remedy = 'collect the prescriptions again or restore them from a copy';
  return new A2pdError('CORRUPT_ARTEFACT', `The stored frames ${why}; ${remedy}`, { remedy, cause });
}

/**
 * Single frames, stored once. Successive Atari frames hardly differ, so each is kept as its XOR with the one before and
 * then deflated; a stack is four successive frames again.
 */
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { A2pdError, frameSize } from '@a2pd/core';

const deflateAsync = promisify(deflate);
const inflateAsync = promisify(inflate);

/** @param frames uint8[n, 84, 84]; unchanged. */
export async function compressFrames(frames: Uint8Array): Promise<Uint8Array> {
  const differences = frames.slice();
  for (let at = frames.length - 1; at >= frameSize; at--) differences[at]! ^= frames[at - frameSize]!;
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
    frames = await inflateAsync(bytes, { maxOutputLength: Math.max(1, expectedBytes) });
  } catch (cause) {
    throw corruptFrames(`cannot be decompressed`, cause);
  }
  if (frames.length !== expectedBytes) throw corruptFrames(`hold ${frames.length} bytes instead of ${expectedBytes}`);
  for (let at = frameSize; at < frames.length; at++) frames[at]! ^= frames[at - frameSize]!;
  return frames;
}

function corruptFrames(why: string, cause?: unknown): A2pdError {
  const remedy = 'collect the prescriptions again or restore them from a copy';
  return new A2pdError('CORRUPT_ARTEFACT', `The stored frames ${why}; ${remedy}`, { remedy, cause });
}

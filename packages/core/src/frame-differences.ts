/** Successive Atari frames hardly differ: as the XOR with the one before, each is nearly all zeros, and compresses so. */
import { frameSize } from './environment.js';

const frameWords = frameSize / Uint32Array.BYTES_PER_ELEMENT;

/** Replaces each frame of uint8[n, 84, 84] but the first by its difference to the one before, in place. */
export function frameDifferences(frames: Uint8Array): void {
  const words = wordsOf(frames);
  // From the back, so that each frame still stands beside the one before it.
  for (let i = words.length - 1; i >= frameWords; i--) words[i]! ^= words[i - frameWords]!;
}

/** Undoes `frameDifferences`, in place. */
export function framesOfDifferences(differences: Uint8Array): void {
  const words = wordsOf(differences);
  for (let i = frameWords; i < words.length; i++) words[i]! ^= words[i - frameWords]!;
}

function wordsOf({ buffer, byteOffset, byteLength }: Uint8Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, byteLength / Uint32Array.BYTES_PER_ELEMENT);
}

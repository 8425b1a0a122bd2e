/** The four frames of observations, one after another, as the four channels of each pixel. */
import { endianness } from 'node:os';
import { A2pdError, observationShape, observationSize } from '@a2pd/core';

const [, height, width] = observationShape;
/** Four pixels of one frame are a word, and so are the four channels of one pixel. */
const wordsOfFrame = (height * width) / 4;
const even = 0x00ff00ff;
const low = 0xffff;

/**
 * Moves bytes by words, since this takes a seventh of what TensorFlow's transposition does.
 * @param observations uint8[N, 4, 84, 84].
 * @returns uint8[N, 84, 84, 4], newest frame last; only lent, until the next call.
 */
export function interleaveFrames(observations: Uint8Array): Uint8Array {
  if (endianness() !== 'LE') throw new A2pdError('INVALID_STATE', 'Expected a little-endian machine');
  const from = wordsOf(observations);
  const into = scratchOf(from.length);
  let word = 0;
  for (let begin = 0; begin < from.length; begin += observationSize / 4) {
    for (let at = begin; at < begin + wordsOfFrame; at++) {
      const oldest = from[at]!;
      const older = from[at + wordsOfFrame]!;
      const newer = from[at + 2 * wordsOfFrame]!;
      const newest = from[at + 3 * wordsOfFrame]!;
      // Of pixels 0 and 2, then of 1 and 3: the bytes of two frames side by side.
      const old02 = (oldest & even) | ((older & even) << 8);
      const old13 = ((oldest >>> 8) & even) | (older & ~even);
      const new02 = (newer & even) | ((newest & even) << 8);
      const new13 = ((newer >>> 8) & even) | (newest & ~even);
      into[word] = (old02 & low) | (new02 << 16);
      into[word + 1] = (old13 & low) | (new13 << 16);
      into[word + 2] = (old02 >>> 16) | (new02 & ~low);
      into[word + 3] = (old13 >>> 16) | (new13 & ~low);
      word += 4;
    }
  }
  return new Uint8Array(into.buffer, 0, observations.length);
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  // A Buffer's own `slice` would copy nothing.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.prototype.slice.call(bytes);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}

let scratch = new Uint32Array(0);

function scratchOf(words: number): Uint32Array {
  if (scratch.length < words) scratch = new Uint32Array(words);
  return scratch;
}

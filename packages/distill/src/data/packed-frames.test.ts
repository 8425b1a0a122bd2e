import { frameSize, Rng } from '@a2pd/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PackedFrames } from './packed-frames.js';

/** Frames that each change `changes[i]` pixels of the one before, some of them to what they were. */
function changingFrames(changes: readonly number[], seed: number): Uint8Array {
  const rng = new Rng(seed);
  const frames = new Uint8Array(changes.length * frameSize);
  for (const [frame, count] of changes.entries()) {
    const start = frame * frameSize;
    if (frame > 0) frames.copyWithin(start, start - frameSize, start);
    for (let i = 0; i < count; i++) frames[start + rng.integer(frameSize)] = rng.integer(256);
  }
  return frames;
}

describe('PackedFrames', () => {
  it('gives back every run of frames, wherever keyframes lie', () => {
    // Few changes, none, so many that the frame is kept whole, and all around that limit.
    const change = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60 }), fc.constantFrom(1760, 1900, 2300, 9000));
    fc.assert(
      fc.property(fc.array(change, { minLength: 4, maxLength: 50 }), fc.integer(), (changes, seed) => {
        const frames = changingFrames(changes, seed);
        const packed = new PackedFrames(frames);
        expect(packed.numFrames).toBe(changes.length);
        const into = new Uint8Array(4 * frameSize + 3).fill(77);
        for (let first = 0; first + 4 <= changes.length; first++) {
          packed.read(first, 4, into, 3);
          const expected = frames.subarray(first * frameSize, (first + 4) * frameSize);
          expect(Buffer.compare(into.subarray(3), expected)).toBe(0);
          expect(into[2]).toBe(77);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('takes a fraction of the frames where little changes, and hardly more than they where all does', () => {
    const still = new PackedFrames(changingFrames(new Array<number>(160).fill(50), 1));
    expect(still.bytes / (160 * frameSize)).toBeLessThan(0.16);
    const noise = new PackedFrames(changingFrames(new Array<number>(160).fill(20_000), 1));
    expect(noise.bytes / (160 * frameSize)).toBeLessThan(1.01);
  });
});

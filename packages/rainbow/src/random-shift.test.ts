import { frameSize, observationSize, Rng } from '@a2pd/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shiftAtRandom, shiftFrame } from './random-shift.js';

const side = 84;

function randomBytes(size: number, seed: number): Uint8Array {
  const rng = new Rng(seed);
  return Uint8Array.from({ length: size }, () => rng.integer(256));
}

/** Pixel by pixel, as it is defined: padded by repeating the edge, then cropped. */
function shifted(frame: Uint8Array, right: number, down: number): Uint8Array {
  const within = (place: number) => Math.min(side - 1, Math.max(0, place));
  return Uint8Array.from(
    frame,
    (_, i) => frame[within(Math.floor(i / side) - down) * side + within((i % side) - right)]!,
  );
}

describe('shiftFrame', () => {
  it('is a crop of the picture with its edge repeated, whatever the direction', () => {
    const distance = fc.integer({ min: -12, max: 12 });
    fc.assert(
      fc.property(distance, distance, fc.nat(), (right, down, seed) => {
        const frame = randomBytes(frameSize, seed);
        const expected = shifted(frame, right, down);
        shiftFrame(frame, right, down);
        expect(Buffer.compare(frame, expected)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('shiftAtRandom', () => {
  it('moves the frames of an observation alike, and each observation for itself', () => {
    const count = 200;
    const one = randomBytes(frameSize, 1);
    const observations = new Uint8Array(count * observationSize);
    for (let at = 0; at < observations.length; at += frameSize) observations.set(one, at);
    shiftAtRandom(observations, 4, new Rng(2));
    const seen = new Map<string, number>();
    for (let k = 0; k < count; k++) {
      const frames = [0, 1, 2, 3].map((j) => {
        const begin = k * observationSize + j * frameSize;
        return Buffer.from(observations.subarray(begin, begin + frameSize)).toString('base64');
      });
      expect(new Set(frames).size).toBe(1);
      seen.set(frames[0]!, (seen.get(frames[0]!) ?? 0) + 1);
    }
    // 81 places, 200 draws: most are met, none nearly always; each is a shift of at most 4.
    const places = new Set<string>();
    for (let right = -4; right <= 4; right++) {
      for (let down = -4; down <= 4; down++) places.add(Buffer.from(shifted(one, right, down)).toString('base64'));
    }
    expect(seen.size).toBeGreaterThan(60);
    expect(Math.max(...seen.values())).toBeLessThan(20);
    for (const frame of seen.keys()) expect(places.has(frame)).toBe(true);
  });
});

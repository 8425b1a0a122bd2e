import { createHash } from 'node:crypto';
import { frameSize, Rng } from '@a2pd/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSegment, encodeSegment, segmentsOf } from './frame-segments.js';
import { FrameStore } from './frame-store.js';

/** A ring into which `written` frames of noise were written, and those that are still there, by number. */
function ring(capacity: number, written: number) {
  const store = new FrameStore(capacity);
  const rng = new Rng(1);
  for (let k = 0; k < written; k++) {
    const frame = new Uint8Array(frameSize).fill(k % 256);
    for (let i = 0; i < 20; i++) frame[rng.integer(frameSize)] = rng.integer(256);
    store.write(k % capacity, frame);
  }
  return store;
}

function fingerprint(store: FrameStore, written: number): string {
  const hash = createHash('sha256');
  for (let k = Math.max(0, written - store.capacity); k < written; k++) hash.update(store.read(k % store.capacity));
  return hash.digest('hex');
}

describe('segmentsOf', () => {
  it('lies on a grid of 1024 frames and covers what is still there', () => {
    expect(segmentsOf(0, 5000)).toEqual([]);
    expect(segmentsOf(1024, 5000)).toEqual([{ from: 0, to: 1024 }]);
    expect(segmentsOf(2500, 1000)).toEqual([
      { from: 1024, to: 2048 },
      { from: 2048, to: 2500 },
    ]);
    fc.assert(
      fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 50_000 }), (written, capacity) => {
        const segments = segmentsOf(written, capacity);
        for (const [i, { from, to }] of segments.entries()) {
          expect(from % 1024).toBe(0);
          expect(to).toBe(segments[i + 1]?.from ?? written);
        }
        if (written > 0) expect(segments[0]!.from).toBeLessThanOrEqual(Math.max(0, written - capacity));
      }),
    );
  });
});

describe('encodeSegment and decodeSegment', () => {
  it.each([
    [3000, 700],
    [3000, 2100],
    [1500, 4000],
    [900, 2500],
  ])('bring a ring of %i frames back after %i were written', async (capacity, written) => {
    const store = ring(capacity, written);
    const copy = new FrameStore(capacity);
    for (const segment of segmentsOf(written, capacity)) {
      await decodeSegment(await encodeSegment(store, written, segment), copy, written, segment);
    }
    expect(fingerprint(copy, written)).toBe(fingerprint(store, written));
  });

  it('leave alone what a later frame has overwritten', async () => {
    const capacity = 1500;
    const early = await encodeSegment(ring(capacity, 1024), 1024, { from: 0, to: 1024 });
    const now = ring(capacity, 2000);
    const copy = new FrameStore(capacity);
    const [first, second] = segmentsOf(2000, capacity);
    await decodeSegment(await encodeSegment(now, 2000, second!), copy, 2000, second!);
    await decodeSegment(early, copy, 2000, first!);
    expect(fingerprint(copy, 2000)).toBe(fingerprint(now, 2000));
  });

  it('refuse damaged bytes and those of another segment', async () => {
    const store = ring(100, 20);
    const whole = await encodeSegment(store, 20, { from: 0, to: 20 });
    const decode = (bytes: Uint8Array, to: number) => decodeSegment(bytes, new FrameStore(100), to, { from: 0, to });
    for (const [bytes, to] of [
      [whole, 19],
      [whole, 21],
      [whole.subarray(0, whole.length >> 1), 20],
      [new Uint8Array(9), 20],
    ] as const) {
      await expect(decode(bytes, to)).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
    }
  });
});

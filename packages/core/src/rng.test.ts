import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng } from './rng.js';

describe('Rng', () => {
  it('continues the same sequence from a saved state', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(50), (seed, drawn) => {
        const rng = new Rng(seed);
        for (let i = 0; i < drawn; i++) rng.uniform();
        const copy = Rng.fromState(JSON.parse(JSON.stringify(rng.state())));
        for (let i = 0; i < 5; i++) expect(copy.uniform()).toBe(rng.uniform());
      }),
    );
  });

  it('goes on from the state of an earlier version as that did', () => {
    // Of seed 1,000,000, which was its own second word then.
    const rng = Rng.fromState([-1, -1_000_001, 1_000_000, 0]);
    expect([rng.uniform(), rng.uniform(), rng.uniform()].map((draw) => draw.toFixed(5))).toEqual([
      '0.98510',
      '0.88076',
      '0.70802',
    ]);
  });

  it('begins with splitmix64 of its seed', () => {
    const [high0, low0, high1, low1] = new Rng(1_234_567).state().map((word) => BigInt(word >>> 0));
    expect((high0! << 32n) | low0!).toBe(6457827717110365317n);
    expect((high1! << 32n) | low1!).toBe(3203168211198807973n);
  });

  it('tells all seeds apart, of all 53 bits and of both signs', () => {
    const seeds = [0, 1, -1, 2 ** 32, 2 ** 32 + 1, -(2 ** 32), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
    expect(new Set(seeds.map((seed) => new Rng(seed).uniform())).size).toBe(seeds.length);
  });

  it('begins neighbouring seeds with draws that spread', () => {
    const draws = Array.from({ length: 50 }, (_, i) => new Rng(1_000_000 + i).uniform());
    const tenths = new Set(draws.map((draw) => Math.floor(10 * draw)));
    expect(tenths.size).toBe(10);
    expect(Math.abs(draws.reduce((sum, draw) => sum + draw, 0) / 50 - 0.5)).toBeLessThan(0.12);
  });

  it('draws integers evenly from [0, bound)', () => {
    const rng = new Rng(7);
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i++) counts[rng.integer(6)]!++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses to draw an integer below %f', (bound) => {
    expect(() => new Rng(1).integer(bound)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });

  it('shuffles evenly: each order comes as often as any other', () => {
    const rng = new Rng(4);
    const counts = new Map<string, number>();
    for (let round = 0; round < 6_000; round++) {
      const order = Uint32Array.of(0, 1, 2);
      rng.shuffle(order);
      counts.set(order.join(), (counts.get(order.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it('refuses a seed that is not an integer', () => {
    expect(() => new Rng(0.5)).toThrow(/Expected an integer seed but received 0.5/);
  });
});

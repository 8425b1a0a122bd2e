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

  it('draws integers evenly from [0, bound)', () => {
    const rng = new Rng(7);
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i++) counts[rng.integer(6)]!++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses to draw an integer below %f', (bound) => {
    expect(() => new Rng(1).integer(bound)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });

  it('refuses a seed that is not an integer', () => {
    expect(() => new Rng(0.5)).toThrow(/Expected an integer seed but received 0.5/);
  });
});

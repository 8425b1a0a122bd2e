import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveSeed, episodeStart } from './seeds.js';

const mask = (1n << 64n) - 1n;

/** The derivation as cpp/seeds.hpp words it, in whole numbers without bounds. */
function mix(value: bigint): bigint {
  let z = (value + 0x9e3779b97f4a7c15n) & mask;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
  return z ^ (z >> 31n);
}

const seeds = fc.nat({ max: Number.MAX_SAFE_INTEGER });

describe('seeds', () => {
  it('mix is splitmix64: its first outputs from state 1234567 are the published ones', () => {
    expect(mix(1234567n)).toBe(6457827717110365317n);
    expect(mix(1234567n + 0x9e3779b97f4a7c15n)).toBe(3203168211198807973n);
  });

  it('derives seeds as documented', () => {
    fc.assert(
      fc.property(seeds, fc.nat(1000), fc.nat(100_000), (base, environment, episode) => {
        const expected = mix(mix(mix(BigInt(base)) ^ BigInt(environment)) ^ BigInt(episode)) >> 11n;
        expect(deriveSeed(base, environment, episode)).toBe(Number(expected));
      }),
    );
  });

  it('draws the ALE seed and the no-ops as documented, never the clock', () => {
    fc.assert(
      fc.property(seeds, fc.nat(10), fc.nat(40), (seed, noopMin, span) => {
        const noops = noopMin + Number(((mix(mix(BigInt(seed))) >> 32n) * BigInt(span + 1)) >> 32n);
        const aleSeed = Number(mix(BigInt(seed)) >> 33n);
        expect(episodeStart(seed, { noopMin, noopMax: noopMin + span })).toEqual({ seed, aleSeed, noops });
        expect(aleSeed).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('draws every number of no-ops about as often', () => {
    const counts = new Array<number>(30).fill(0);
    for (let seed = 0; seed < 30_000; seed++) counts[episodeStart(seed, { noopMin: 0, noopMax: 29 }).noops]!++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(160);
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53, '1', undefined])('refuses seed %s', (seed) => {
    expect(() => deriveSeed(seed as number, 0, 0)).toThrow(/Expected an integer baseSeed/);
  });
});

import { Rng } from '@a2pd/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitRows } from './split.js';

describe('splitRows', () => {
  it('puts every row on one side, and by episode every episode', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { minLength: 2, maxLength: 300 }),
        fc.constantFrom('episode' as const, 'row' as const),
        fc.nat(),
        (episodeList, by, seed) => {
          const episodes = Int32Array.from(episodeList);
          fc.pre(by === 'row' || new Set(episodes).size > 1);
          const { training, validation } = splitRows(episodes, by, 0.1, new Rng(seed));
          expect([...training, ...validation].sort((a, b) => a - b)).toEqual([...episodes.keys()]);
          expect(training.length).toBeGreaterThan(0);
          expect(validation.length).toBeGreaterThan(0);
          if (by === 'row') return;
          const trained = new Set(Array.from(training, (row) => episodes[row]));
          for (const row of validation) expect(trained.has(episodes[row])).toBe(false);
        },
      ),
    );
  });

  it('meets the share as nearly as whole episodes allow', () => {
    const episodes = Int32Array.from({ length: 2000 }, (_, row) => Math.floor(row / 20));
    expect(splitRows(episodes, 'episode', 0.1, new Rng(1)).validation.length).toBe(200);
    expect(splitRows(episodes, 'row', 0.1, new Rng(1)).validation.length).toBe(200);
  });

  it('refuses one episode, and says what to do', () => {
    expect(() => splitRows(new Int32Array(50), 'episode', 0.1, new Rng(1))).toThrow(
      /at least 2 episodes.*split by row/,
    );
  });
});

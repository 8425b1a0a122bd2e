import { A2pdError, Rng } from '@a2pd/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SumTree } from './sum-tree.js';

describe('SumTree', () => {
  it('finds the leaf whose share of the total a mass falls into', () => {
    const tree = new SumTree(5);
    for (const [index, priority] of [3, 0, 1, 0.5, 0].entries()) tree.set(index, priority);
    expect(tree.total).toBe(4.5);
    expect([0, 2.99, 3, 3.99, 4, 4.49].map((mass) => tree.find(mass))).toEqual([0, 0, 2, 2, 3, 3]);
    expect(tree.find(4.5)).toBe(3);
  });

  it('agrees with a plain array after any updates, to the last bit of each sum', () => {
    const updates = fc.array(fc.tuple(fc.nat(12), fc.double({ min: 0, max: 1e6, noNaN: true })), { maxLength: 200 });
    fc.assert(
      fc.property(updates, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (changes, share) => {
        const tree = new SumTree(13);
        const plain = new Float64Array(13);
        for (const [index, priority] of changes) {
          tree.set(index, priority);
          plain[index] = priority;
        }
        expect([...tree.leaves]).toEqual([...plain]);
        const rebuilt = new SumTree(13);
        rebuilt.load(plain);
        expect(tree.total).toBe(rebuilt.total);
        if (tree.total === 0) return;
        const found = tree.find(share * tree.total);
        expect(plain[found]).toBeGreaterThan(0);
        const before = plain.subarray(0, found).reduce((sum, p) => sum + p, 0);
        expect(share * tree.total).toBeGreaterThanOrEqual(before - 1e-9 * tree.total);
        expect(share * tree.total).toBeLessThanOrEqual(before + plain[found]! + 1e-9 * tree.total);
      }),
    );
  });

  it('does not drift over a million updates', () => {
    const tree = new SumTree(1000);
    const rng = new Rng(1);
    for (let i = 0; i < 1_000_000; i++) tree.set(rng.integer(1000), rng.uniform() * 10 ** (rng.integer(12) - 6));
    for (let i = 0; i < 1000; i++) tree.set(i, 0.5);
    expect(tree.total).toBe(500);
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('refuses the priority %d', (priority) => {
    expect(() => new SumTree(2).set(0, priority)).toThrow(A2pdError);
  });

  it('refuses to sample when there is nothing to sample, and leaves that do not exist', () => {
    expect(() => new SumTree(2).find(0)).toThrow(/above 0/);
    expect(() => new SumTree(2).set(2, 1)).toThrow(/leaf in \[0, 2\)/);
    expect(() => new SumTree(0)).toThrow(/capacity/);
  });
});

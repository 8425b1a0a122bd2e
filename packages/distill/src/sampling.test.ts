import { Rng } from '@a2pd/core';
import { expect, it } from 'vitest';
import { sampleEpoch } from './sampling.js';

const labels = Int32Array.from({ length: 1000 }, (_, row) => (row < 950 ? 1 : row < 990 ? 4 : 0));
const rows = Int32Array.from(labels.keys()).filter((row) => row % 3 !== 0);

it('shuffled: every row once', () => {
  const order = sampleEpoch(rows, labels, 'shuffled', new Rng(1));
  expect(order).not.toEqual(rows);
  expect(order.slice().sort()).toEqual(rows);
});

it('balanced: as many rows of every action that occurs', () => {
  const order = sampleEpoch(rows, labels, 'balanced', new Rng(1));
  expect(order).toHaveLength(rows.length);
  expect(order.every((row) => row % 3 !== 0)).toBe(true);
  for (const action of [0, 1, 4]) {
    const share = order.filter((row) => labels[row] === action).length / order.length;
    expect(Math.abs(share - 1 / 3)).toBeLessThan(0.06);
  }
});

it('depends on nothing but its arguments and the generator', () => {
  const rng = new Rng(3);
  sampleEpoch(rows, labels, 'balanced', rng);
  const state = rng.state();
  const next = sampleEpoch(rows, labels, 'balanced', rng);
  expect(sampleEpoch(rows, labels, 'balanced', Rng.fromState(state))).toEqual(next);
});

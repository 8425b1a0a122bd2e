import { tf } from '@a2pd/tensor';
import { describe, expect, it } from 'vitest';
import type { Architecture } from './architecture.js';
import { bootstrapTargets, chooseActions, huber } from './targets.js';

const expectation: Architecture = {
  name: 'rainbow',
  numActions: 3,
  trunk: 'data-efficient',
  hiddenUnits: 8,
  dueling: false,
  noisy: false,
  distributional: false,
  numAtoms: 1,
  vMin: -1,
  vMax: 1,
};

describe('bootstrapTargets', () => {
  it("is R + discount · target's value of the action that the selecting network prefers", () => {
    const targets = tf.tidy(() => {
      const online = tf.tensor3d([
        [[1], [5], [2]],
        [[0], [0], [9]],
      ]); // prefers 1, then 2
      const target = tf.tensor3d([
        [[7], [3], [8]],
        [[1], [2], [-4]],
      ]);
      const returns = tf.tensor1d([0.5, 1]);
      const discounts = tf.tensor1d([0.9, 0]);
      return [
        bootstrapTargets(expectation, online, target, returns, discounts).dataSync(),
        bootstrapTargets(expectation, target, target, returns, discounts).dataSync(),
      ] as const;
    });
    expect(targets[0][0]).toBeCloseTo(0.5 + 0.9 * 3, 6);
    expect(targets[0][1]).toBe(1);
    expect(targets[1][0]).toBeCloseTo(0.5 + 0.9 * 8, 6);
  });

  it('projects the distribution of the action with the best expectation, not the likeliest atom', () => {
    const architecture = { ...expectation, numActions: 2, distributional: true, numAtoms: 3 };
    const logProbabilities = [
      [
        [0.5, 0, 0.5],
        [0.1, 0.6, 0.3],
      ],
    ].map((row) => row.map((atoms) => atoms.map((p) => Math.log(Math.max(p, 1e-30)))));
    const targets = tf.tidy(() => {
      const logits = tf.tensor3d(logProbabilities);
      return bootstrapTargets(architecture, logits, logits, tf.tensor1d([0.5]), tf.tensor1d([1])).dataSync();
    });
    // Expectations 0 and 0.2: action 1; atoms -1, 0, 1 move by 0.5 to -0.5, 0.5 and 1.
    for (const [i, p] of [0.05, 0.35, 0.6].entries()) expect(targets[i]).toBeCloseTo(p, 6);
  });
});

it('chooseActions takes the row of each action', () => {
  const chosen = tf.tidy(() => {
    const values = tf.reshape(tf.range(0, 12), [2, 3, 2]);
    return chooseActions(values, tf.tensor1d([2, 0], 'int32')).dataSync();
  });
  expect([...chosen]).toEqual([4, 5, 6, 7]);
});

it('huber is quadratic up to 1 and linear beyond', () => {
  const losses = tf.tidy(() => huber(tf.tensor1d([0, 0.5, -0.5, 1, -3])).dataSync());
  expect([...losses]).toEqual([0, 0.125, 0.125, 0.5, 2.5]);
});

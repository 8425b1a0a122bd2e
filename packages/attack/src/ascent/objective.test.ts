import { type Tensor1D, type Tensor2D, type Tensor4D, tf } from '@a2pd/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleShape, linearModel } from '../example-models.js';
import {
  clippedCrossEntropy,
  crossEntropy,
  differenceOfLogitsRatio,
  divergence,
  expectedRegret,
  margin,
  type Objective,
  targetedLogitsRatio,
} from './objective.js';

const clean = tf.fill([2, ...exampleShape], 0.5) as Tensor4D;
const labels = tf.tensor1d([1, 0], 'int32') as Tensor1D;
const targets = tf.tensor1d([3, 2], 'int32') as Tensor1D;
const situation = { clean, labels, targets };
const rows = [
  [1, 4, 2, 0.5],
  [3, -1, 5, 4],
];

function valuesOf(objective: Objective, logits: number[][]): number[] {
  return [...tf.tidy(() => objective(situation)(tf.tensor2d(logits) as Tensor2D)).dataSync()];
}

function expectClose(received: readonly number[], expected: readonly number[]): void {
  expect(received).toHaveLength(expected.length);
  for (const [i, value] of received.entries()) expect(value).toBeCloseTo(expected[i]!, 5);
}

describe('objectives by hand', () => {
  it('cross-entropy is -log π(label)', () => {
    const negativeLog = (row: number[], label: number) =>
      Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0)) - row[label]!;
    expectClose(valuesOf(crossEntropy, rows), [negativeLog(rows[0]!, 1), negativeLog(rows[1]!, 0)]);
  });

  it('clipped cross-entropy is the same up to where the policy is certain, and flat from there', () => {
    expectClose(valuesOf(clippedCrossEntropy, rows), valuesOf(crossEntropy, rows));
    const certain = [
      [0, 20, 0],
      [0, 20, 0],
    ];
    expectClose(valuesOf(clippedCrossEntropy, certain), [0, -Math.log(1e-7)]);
    const slopes = tf.tidy(() => {
      const sum = (logits: Tensor2D) => tf.sum(clippedCrossEntropy(situation)(logits)).asScalar();
      return [
        ...tf
          .grad((logits) => sum(logits as Tensor2D))(tf.tensor2d(certain))
          .dataSync(),
      ];
    });
    expect(slopes.map(Math.abs)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('the margin is the best other minus the label', () => expectClose(valuesOf(margin, rows), [2 - 4, 5 - 3]));

  it('DLR is the margin by first minus third', () => {
    expectClose(valuesOf(differenceOfLogitsRatio, rows), [-2 / (4 - 1), 2 / (5 - 3)]);
  });

  it('targeted DLR is target minus label by first minus the mean of third and fourth', () => {
    expectClose(valuesOf(targetedLogitsRatio, rows), [(0.5 - 4) / (4 - 0.75), (5 - 3) / (5 - 1)]);
  });

  it('has a fallback for three actions and for two', () => {
    const three = [
      [1, 4, 2],
      [3, -1, 5],
    ];
    const within = { ...situation, targets: tf.tensor1d([2, 2], 'int32') as Tensor1D };
    const ratio = tf.tidy(() => targetedLogitsRatio(within)(tf.tensor2d(three))).dataSync();
    expectClose([...ratio], [(2 - 4) / (4 - 1), (5 - 3) / (5 - -1)]);
    const two = [
      [1, 4],
      [3, -1],
    ];
    expectClose(valuesOf(differenceOfLogitsRatio, two), [-3, -4]);
  });

  it('DLR does not change with the scale of the logits', () => {
    const scaled = rows.map((row) => row.map((logit) => logit * 1e4));
    expectClose(valuesOf(differenceOfLogitsRatio, scaled), valuesOf(differenceOfLogitsRatio, rows));
  });

  // Q(a) = 36 a for grey observations: 72 pixels of 0.5 by weights of a.
  const critic = linearModel(Float32Array.from({ length: 72 * 4 }, (_, i) => i % 4));

  it('regret is what the critic expects to lose, in logarithm', () => {
    const expected = rows.map((row) => {
      const weights = row.map(Math.exp);
      const sum = weights.reduce((a, b) => a + b, 0);
      return Math.log(weights.reduce((loss, weight, action) => loss + (weight / sum) * 36 * (3 - action), 0));
    });
    expectClose(valuesOf(expectedRegret(critic), rows), expected);
  });

  it('divergence is 0 at the clean scores and positive elsewhere', () => {
    const scores = [0, 36, 72, 108];
    expectClose(valuesOf(divergence(critic), [scores, scores]), [0, 0]);
    for (const value of valuesOf(divergence(critic), rows)) expect(value).toBeGreaterThan(1);
  });
});

describe('gradients', () => {
  it.each([17, 30, 80])('of the cross-entropy last to a lead of %i', (lead) => {
    const certain = [
      [0, lead, 0, 0],
      [lead, 0, 0, 0],
    ];
    const slope = 3 * Math.exp(-lead);
    const total = (logits: unknown) => tf.sum(crossEntropy(situation)(logits as Tensor2D)) as never;
    const gradient = tf.tidy(() => tf.grad(total)(tf.tensor2d(certain)).dataSync());
    expect(gradient[1]! / -slope).toBeCloseTo(1, 4);
    expect(gradient[4]! / -slope).toBeCloseTo(1, 4);
    for (const value of valuesOf(crossEntropy, certain)) expect(value / slope).toBeCloseTo(1, 4);
  });

  it.each(Object.entries({ crossEntropy, margin, differenceOfLogitsRatio, targetedLogitsRatio }))(
    'of %s are those of finite differences',
    (_name, objective) => {
      // Apart, so that no small change reorders them.
      const distinct = fc.uniqueArray(fc.integer({ min: -20, max: 20 }), { minLength: 4, maxLength: 4 });
      fc.assert(
        fc.property(distinct, distinct, (first, second) => {
          const point = [first, second].map((row) => row.map((value) => value / 4));
          const total = (logits: number[][]) => valuesOf(objective, logits).reduce((sum, value) => sum + value, 0);
          const sum = (logits: unknown) => tf.sum(objective(situation)(logits as Tensor2D)) as never;
          const gradient = tf.tidy(() => tf.grad(sum)(tf.tensor2d(point)).dataSync());
          const step = 1 / 512;
          const numeric = point.flatMap((row, i) =>
            row.map((_, j) => {
              const moved = (by: number) =>
                point.map((other, k) => other.map((value, l) => (k === i && l === j ? value + by : value)));
              return (total(moved(step)) - total(moved(-step))) / (2 * step);
            }),
          );
          for (const [i, slope] of numeric.entries()) expect(Math.abs(gradient[i]! - slope)).toBeLessThan(2e-3);
        }),
        { numRuns: 25 },
      );
    },
  );
});

import { type Tensor1D, type Tensor2D, tf } from '@a2pd/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { softmax } from './data/prescription.js';
import { crossEntropy, klDivergence, pgmLoss, pgmMinimum } from './losses.js';

/** Runs a loss on host arrays and frees everything. */
function evaluate(
  loss: (logits: Tensor2D, labels: Tensor1D) => Tensor1D,
  logits: number[][],
  labels: number[],
): number[] {
  return tf.tidy(() => Array.from(loss(tf.tensor2d(logits), tf.tensor1d(labels, 'int32')).dataSync()));
}

/** Eq. 12 as printed, in float64. */
function printedPgm(logits: readonly number[], label: number, eta: number): number {
  const probabilities = softmax(logits);
  const labelled = probabilities[label]!;
  let entropy = 0;
  for (const [action, probability] of probabilities.entries()) {
    if (action === label) continue;
    const conditional = probability / (1 - labelled);
    entropy -= conditional * Math.log(conditional);
  }
  return -(labelled ** eta) * entropy;
}

describe('crossEntropy', () => {
  it('is -log π(label)', () => {
    const [first, second] = evaluate(
      crossEntropy,
      [
        [Math.log(2), 0, 0],
        [0, 0, 0],
      ],
      [0, 2],
    );
    expect(first).toBeCloseTo(Math.log(2), 6);
    expect(second).toBeCloseTo(Math.log(3), 6);
  });
});

describe('klDivergence', () => {
  it('is what the teacher loses by using the student', () => {
    const prescriptions = tf.tensor2d([
      [0.5, 0.5, 0],
      [0.2, 0.3, 0.5],
    ]);
    const logits = tf.tensor2d([
      [Math.log(2), 0, 0],
      [Math.log(0.2), Math.log(0.3), Math.log(0.5)],
    ]);
    const divergence = klDivergence(logits, prescriptions);
    const [first, second] = divergence.dataSync();
    expect(first).toBeCloseTo(0.5 * Math.log(0.5 / 0.5) + 0.5 * Math.log(0.5 / 0.25), 6);
    expect(second).toBeCloseTo(0, 6);
    tf.dispose([prescriptions, logits, divergence]);
  });
});

describe('pgmLoss', () => {
  const third = (logits: Tensor2D, labels: Tensor1D) => pgmLoss(logits, labels, 1 / 3);

  it('equals hand-computed values', () => {
    // π = (1/2, 1/4, 1/4): the others are equally likely, so H = ln 2.
    const [even, uneven] = evaluate(
      third,
      [
        [Math.log(2), 0, 0],
        [0, Math.log(2), 0],
      ],
      [0, 0],
    );
    expect(even).toBeCloseTo(-Math.cbrt(0.5) * Math.log(2), 6);
    // π = (1/4, 1/2, 1/4), label 0: the others are 2/3 and 1/3.
    const entropy = -(2 / 3) * Math.log(2 / 3) - (1 / 3) * Math.log(1 / 3);
    expect(uneven).toBeCloseTo(-Math.cbrt(0.25) * entropy, 6);
  });

  it('equals the printed form wherever that can be computed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 3, maxLength: 18 }),
        fc.nat(17),
        fc.constantFrom(1 / 9, 1 / 6, 1 / 3, 1),
        (logits, chosen, eta) => {
          const label = chosen % logits.length;
          const [loss] = evaluate((z, y) => pgmLoss(z, y, eta), [logits], [label]);
          expect(loss).toBeCloseTo(printedPgm(logits, label, eta), 4);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('reaches its minimum where π(aT) is 1 and the others are alike, and is finite there', () => {
    const [certain, hopeless] = evaluate(
      third,
      [
        [200, 0, 0, 0],
        [-200, 0, 0, 0],
      ],
      [0, 0],
    );
    expect(certain).toBeCloseTo(pgmMinimum(4), 6);
    expect(pgmMinimum(4)).toBeCloseTo(-Math.log(3), 12);
    expect(hopeless).toBeCloseTo(0, 6);
  });

  it('has finite gradients at both extremes, of first and second order', () => {
    tf.tidy(() => {
      const labels = tf.tensor1d([0, 0, 0], 'int32');
      const logits = tf.tensor2d([
        [200, 0, 0],
        [-200, 0, 0],
        [0, 90, -90],
      ]);
      const slope = tf.grad((z) => tf.sum(third(z as Tensor2D, labels)));
      const curvature = tf.grad((z) => tf.sum(tf.square(slope(z))));
      for (const derivative of [slope(logits), curvature(logits)]) {
        expect(derivative.dataSync().every(Number.isFinite)).toBe(true);
      }
    });
  });

  it('refuses two actions', () => {
    expect(() => evaluate(third, [[0, 1]], [0])).toThrowError(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(() => evaluate(third, [[0, 1]], [0])).toThrow(/at least 3 actions but received 2.*cross-entropy/);
  });
});

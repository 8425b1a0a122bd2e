import { softmax } from '@a2pd/core';
import { type Tensor, type Tensor1D, type Tensor2D, tf } from '@a2pd/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { klDivergence, pgmLoss, pgmMinimum } from './losses.js';

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

/**
 * Eq. 12 in float64 for label 0 of three: value, gradient, and the Hessian times `direction`, by hand from u = ln((1 - π) / π)
 * and d, the difference of the other two logits: L = -e^(-η ln(1 + e^u)) · H(d).
 */
function analyticPgm(
  [label, first, second]: readonly number[],
  eta: number,
  direction: readonly number[],
): [number, number[], number[]] {
  const d = first! - second!;
  const q = 1 / (1 + Math.exp(-d)); // conditional of the first
  const u = first! + Math.log1p(Math.exp(-d)) - label!;
  const odds = 1 / (1 + Math.exp(-u)); // 1 - π
  const weight = Math.exp(-eta * Math.log1p(Math.exp(u))); // π^η
  const other = 1 / (1 + Math.exp(d)); // 1 - q, which would cancel where q -> 1
  const entropy = q * Math.log1p(Math.exp(-d)) + other * Math.log1p(Math.exp(d));
  const value = -weight * entropy;
  // Derivatives: W' = -η (1 - π) W, W'' = η (1 - π) (η (1 - π) - π) W; H' = -d q (1 - q), H'' = -q (1 - q) (1 + d (1 - 2q)).
  const slopeW = -eta * odds * weight;
  const curveW = eta * odds * (eta * odds - 1 / (1 + Math.exp(u))) * weight;
  const slopeH = -d * q * other;
  const curveH = -q * other * (1 + d * (other - q));
  const du = [-1, q, other];
  const dd = [0, 1, -1];
  const gradient = du.map((ui, i) => -(slopeW * ui * entropy + weight * slopeH * dd[i]!));
  const along = (v: readonly number[]) => v.reduce((sum, x, i) => sum + x * direction[i]!, 0);
  const ddu = q * other * along(dd); // of q, hence of u's gradient, along the direction
  const hessian = du.map((ui, i) => {
    const dduI = ddu * dd[i]!;
    const ofW = curveW * along(du) * ui * entropy + slopeW * dduI * entropy + slopeW * ui * slopeH * along(dd);
    const ofH = slopeW * along(du) * slopeH * dd[i]! + weight * curveH * along(dd) * dd[i]!;
    return -(ofW + ofH);
  });
  return [value, gradient, hessian];
}

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

  const chances = [1e-30, 1e-12, 1e-8, 1e-3, 0.5, 1 - 1e-4, 1 - 1e-7];
  /** Leads of one other action over the other: from none to one whose conditional rounds to 1. */
  const leads = [0.8, 5, 18, -18, 40];

  it.each(chances.flatMap((chance) => leads.map((lead) => [chance, lead] as const)))(
    'keeps relative precision where π(aT) is %d and one other action leads by %d, first and second derivatives included',
    (chance, lead) => {
      const others = [Math.fround(0.3), Math.fround(0.3 - lead)] as const;
      // The label's logit that gives it this chance; float32 rounds it, and the reference takes the rounded one.
      const label = Math.fround(Math.log(chance / (1 - chance)) + Math.log(Math.exp(others[0]) + Math.exp(others[1])));
      const logits = [label, ...others];
      for (const eta of [1 / 3, 1]) {
        const [value, first, second] = analyticPgm(logits, eta, [1, -2, 0.5]);
        if (Math.abs(value) < 1e-35) continue; // below float32's normal range
        const loss = (z: Tensor) => tf.sum(pgmLoss(z as Tensor2D, tf.tensor1d([0], 'int32'), eta));
        const slope = tf.grad(loss);
        const ours = tf.tidy(() => {
          const z = tf.tensor2d([logits]);
          const second = tf.grad((at) => tf.sum(tf.mul(slope(at), tf.tensor2d([[1, -2, 0.5]]))))(z);
          return [loss(z), slope(z), second].map((tensor) => Array.from(tensor.dataSync()));
        });
        for (const [mine, exact] of [
          [ours[0]!, [value]],
          [ours[1]!, first],
          [ours[2]!, second],
        ] as const) {
          const size = Math.max(...exact.map(Math.abs));
          for (const [i, expected] of exact.entries()) {
            expect(Math.abs(mine[i]! - expected)).toBeLessThan(3e-5 * Math.abs(expected) + 1e-6 * size);
          }
        }
        // The label's own derivative is what lets a student leave or reach its teacher: exact by itself.
        expect(ours[1]![0]! / first[0]!).toBeCloseTo(1, 4);
      }
    },
  );

  it('refuses two actions', () => {
    expect(() => evaluate(third, [[0, 1]], [0])).toThrowError(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(() => evaluate(third, [[0, 1]], [0])).toThrow(/at least 3 actions but received 2.*cross-entropy/);
  });
});

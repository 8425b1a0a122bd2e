import { Rng } from '@a2pd/core';
import { tf } from '@a2pd/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossEntropy, projectDistribution, type Support } from './distributional.js';

/** Algorithm 1 of the C51 paper, atom by atom, in double precision. */
function projectByHand(probabilities: Float32Array, ret: number, discount: number, support: Support): Float64Array {
  const { vMin, vMax, numAtoms } = support;
  const spacing = (vMax - vMin) / (numAtoms - 1);
  const projected = new Float64Array(numAtoms);
  for (let j = 0; j < numAtoms; j++) {
    const shifted = Math.min(vMax, Math.max(vMin, ret + discount * (vMin + j * spacing)));
    const place = (shifted - vMin) / spacing;
    const lower = Math.floor(place);
    const upper = Math.min(lower + 1, numAtoms - 1);
    projected[lower]! += probabilities[j]! * (1 - (place - lower));
    projected[upper]! += probabilities[j]! * (place - lower);
  }
  return projected;
}

function project(probabilities: Float32Array, returns: Float32Array, discounts: Float32Array, support: Support) {
  return tf.tidy(() => {
    const rows = tf.tensor2d(probabilities, [returns.length, support.numAtoms]);
    return projectDistribution(rows, tf.tensor1d(returns), tf.tensor1d(discounts), support).dataSync();
  });
}

describe('projectDistribution', () => {
  const five = { vMin: -2, vMax: 2, numAtoms: 5 };

  it.each([
    ['moves mass by whole atoms', [0, 0, 1, 0, 0], 1, 1, [0, 0, 0, 1, 0]],
    ['shares mass between neighbours', [0, 0, 1, 0, 0], 0.25, 1, [0, 0, 0.75, 0.25, 0]],
    ['gathers what leaves the support at its ends', [0.5, 0, 0, 0.2, 0.3], 1.5, 1, [0, 0.25, 0.25, 0, 0.5]],
    ['forgets the distribution when nothing follows', [0.1, 0.2, 0.3, 0.2, 0.2], -1.5, 0, [0.5, 0.5, 0, 0, 0]],
    ['contracts by the discount', [0, 0, 0, 0, 1], 0, 0.5, [0, 0, 0, 1, 0]],
  ])('%s', (_, probabilities, ret, discount, expected) => {
    const projected = project(Float32Array.from(probabilities), Float32Array.of(ret), Float32Array.of(discount), five);
    for (const [i, value] of expected.entries()) expect(projected[i]).toBeCloseTo(value, 6);
  });

  it('keeps the expectation R + γ E[Z] of what stays within the support', () => {
    const weights = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 });
    const inUnit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(weights, inUnit, inUnit, (raw, discount, share) => {
        const sum = raw.reduce((a, b) => a + b, 0);
        const probabilities = Float32Array.from(raw, (weight) => weight / sum);
        // Atoms reach 2: a return of up to 2 (1 - γ) keeps them all inside.
        const ret = (2 * share - 1) * 2 * (1 - discount);
        const projected = project(probabilities, Float32Array.of(ret), Float32Array.of(discount), five);
        const expectation = (p: ArrayLike<number>) => Array.from(p).reduce((e, value, i) => e + value * (i - 2), 0);
        expect(expectation(projected)).toBeCloseTo(ret + discount * expectation(probabilities), 5);
      }),
    );
  });

  it('equals the brute-force projection, with mass 1, in 100,000 random cases', () => {
    const support = { vMin: -10, vMax: 10, numAtoms: 51 };
    const rng = new Rng(11);
    const rows = 2000;
    for (let round = 0; round < 50; round++) {
      const probabilities = new Float32Array(rows * 51);
      const returns = Float32Array.from({ length: rows }, () => (rng.uniform() - 0.5) * 10 ** (rng.integer(4) - 1));
      const discounts = Float32Array.from({ length: rows }, () => (rng.integer(4) === 0 ? 0 : rng.uniform()));
      for (let row = 0; row < rows; row++) {
        const raw = Float64Array.from({ length: 51 }, () => rng.uniform() ** 8);
        const sum = raw.reduce((a, b) => a + b, 0);
        for (let i = 0; i < 51; i++) probabilities[row * 51 + i] = raw[i]! / sum;
      }
      const projected = project(probabilities, returns, discounts, support);
      let worst = 0;
      let worstOfClippedRewards = 0;
      let worstMass = 0;
      for (let row = 0; row < rows; row++) {
        const atoms = probabilities.subarray(row * 51, row * 51 + 51);
        const expected = projectByHand(atoms, returns[row]!, discounts[row]!, support);
        let mass = 0;
        let error = 0;
        for (let i = 0; i < 51; i++) {
          error = Math.max(error, Math.abs(projected[row * 51 + i]! - expected[i]!));
          mass += projected[row * 51 + i]!;
        }
        worst = Math.max(worst, error);
        if (Math.abs(returns[row]!) <= 3) worstOfClippedRewards = Math.max(worstOfClippedRewards, error);
        worstMass = Math.max(worstMass, Math.abs(mass - 1));
      }
      expect(worstOfClippedRewards).toBeLessThan(1e-6);
      // A return near the ends lies 25 atoms from the middle, where float32 resolves 1.9e-6 of an atom.
      expect(worst).toBeLessThan(4e-6);
      expect(worstMass).toBeLessThan(1e-6);
    }
  });
});

it('crossEntropy is -Σ target log softmax(logits) of each row', () => {
  const losses = tf.tidy(() =>
    crossEntropy(
      tf.tensor2d([
        [0, 0, 0, 0],
        [Math.log(2), Math.log(1), Math.log(1), -200],
      ]),
      tf.tensor2d([
        [0.25, 0.25, 0.25, 0.25],
        [0.5, 0.5, 0, 0],
      ]),
    ).dataSync(),
  );
  expect(losses[0]).toBeCloseTo(Math.log(4), 6);
  expect(losses[1]).toBeCloseTo(-0.5 * Math.log(0.5) - 0.5 * Math.log(0.25), 6);
});

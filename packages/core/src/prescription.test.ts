import fc from 'fast-check';
import { expect, it } from 'vitest';
import { argmax, rowArgmax } from './argmax.js';
import { prescriptionGap, softmax } from './prescription.js';

it('turns scores into probabilities', () => {
  const [a, b, c] = softmax([Math.log(1), Math.log(2), Math.log(5)]);
  expect(a).toBeCloseTo(0.125, 6);
  expect(b).toBeCloseTo(0.25, 6);
  expect(c).toBeCloseTo(0.625, 6);
});

it('stays finite for large scores', () => {
  expect([...softmax([1e4, 0, -1e4])]).toEqual([1, 0, 0]);
});

it('takes the first of equal scores', () => {
  expect(argmax([1, 3, 3])).toBe(1);
});

it('takes each row’s own', () => {
  expect([...rowArgmax(Float32Array.of(1, 3, 3, 5, 2, 4), 3)]).toEqual([1, 0]);
});

it('divides scores by the temperature', () => {
  expect([...softmax([2, 0], 2)]).toEqual([...softmax([1, 0])]);
});

it('measures the gap to the best other action, negative where another is prescribed', () => {
  expect(prescriptionGap([0.5, 0.3, 0.2], 0)).toBeCloseTo(0.2);
  expect(prescriptionGap([0.5, 0.3, 0.2], 2)).toBeCloseTo(-0.3);
  expect(prescriptionGap([0.2, 0.7, 0.1])).toBeCloseTo(0.5);
});

it('is never negative at the prescribed action', () => {
  const scores = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 18 });
  fc.assert(
    fc.property(scores, (row) => {
      const prescription = softmax(row);
      expect(prescription.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
      expect(prescriptionGap(prescription, argmax(row))).toBeGreaterThanOrEqual(0);
    }),
  );
});

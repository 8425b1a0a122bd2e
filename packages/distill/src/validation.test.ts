import { describe, expect, it } from 'vitest';
import { prescriptionGap, softmax } from './data/prescription.js';
import { EarlyStopping } from './early-stopping.js';
import { isConstant, ValidationCounter } from './validation.js';

describe('ValidationCounter', () => {
  it('counts by hand', () => {
    const counter = new ValidationCounter(3);
    // Chosen actions 0, 0, 1 and 0 for the labels 0, 0, 1 and 1; action 2 does not occur.
    counter.add(Float32Array.of(9, 0, 0, 9, 0, 0, 0, 9, 0), Int32Array.of(0, 0, 1));
    counter.add(Float32Array.of(Math.log(2), 0, 0), Int32Array.of(1));
    const metrics = counter.finish();
    const certain = prescriptionGap(softmax([9, 0, 0]));
    expect(metrics.meanPrescriptionGap).toBeCloseTo((3 * certain + 0.25) / 4, 6);
    expect(metrics).toMatchObject({
      accuracy: 0.75,
      majorityShare: 0.5,
      balancedAccuracy: 0.75,
      recalls: [1, 0.5, null],
      studentMajorityShare: 0.75,
    });
    expect(isConstant(metrics)).toBe(false);
  });

  it('sees a constant student, unless its teacher is constant too', () => {
    const constant = new ValidationCounter(2);
    constant.add(Float32Array.of(1, 0, 1, 0), Int32Array.of(0, 1));
    expect(isConstant(constant.finish())).toBe(true);
    const faithful = new ValidationCounter(2);
    faithful.add(Float32Array.of(1, 0, 1, 0), Int32Array.of(0, 0));
    expect(isConstant(faithful.finish())).toBe(false);
  });
});

describe('EarlyStopping', () => {
  it('keeps the weights of the lowest loss and stops after its patience', () => {
    const stopping = new EarlyStopping(2);
    const seen = [3, 1, 2, 1, 5].map((loss) => {
      if (stopping.hasStopped) return 'stopped';
      return stopping.observe(loss, () => ({ w: { shape: [1], data: Float32Array.of(loss) } }));
    });
    expect(seen).toEqual([true, true, false, false, 'stopped']);
    expect(stopping.bestWeights?.w?.data[0]).toBe(1);
  });

  it('does not take NaN for a gain', () => {
    const stopping = new EarlyStopping(1);
    expect(stopping.observe(Number.NaN, () => ({}))).toBe(false);
    expect(stopping.hasStopped).toBe(true);
    expect(stopping.bestWeights).toBeUndefined();
  });
});

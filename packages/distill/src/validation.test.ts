import { prescriptionGap, softmax } from '@a2pd/core';
import { describe, expect, it } from 'vitest';
import { EarlyStopping } from './early-stopping.js';
import type { Probe } from './probe.js';
import { isConstant, ValidationCounter } from './validation.js';

/** What probing would have found on rows with these logits. */
function probed(logits: number[], more: Partial<Probe> = {}): Probe {
  return {
    logits: Float32Array.from(logits),
    pgmLosses: undefined,
    jacobianNorms: undefined,
    largestGradients: new Float32Array(logits.length).fill(1),
    smallestLeads: undefined,
    ...more,
  };
}

describe('ValidationCounter', () => {
  it('counts by hand', () => {
    const counter = new ValidationCounter(3);
    // Chosen actions 0, 0, 1 and 0 for the labels 0, 0, 1 and 1; action 2 does not occur.
    const gap = { pgmLosses: Float32Array.of(-0.5, -0.5, 0), jacobianNorms: Float32Array.of(1, 2, 3) };
    const largestGradients = Float32Array.of(0, 1e-9, 1e-3);
    counter.add(probed([9, 0, 0, 9, 0, 0, 0, 9, 0], { ...gap, largestGradients }), Int32Array.of(0, 0, 1));
    const second = { pgmLosses: Float32Array.of(-0.2), jacobianNorms: Float32Array.of(2) };
    counter.add(probed([Math.log(2), 0, 0], second), Int32Array.of(1));
    const metrics = counter.finish();
    const certain = prescriptionGap(softmax([9, 0, 0]));
    expect(metrics.meanPrescriptionGap).toBeCloseTo((3 * certain + 0.25) / 4, 6);
    expect(metrics).toMatchObject({
      accuracy: 0.75,
      majorityShare: 0.5,
      balancedAccuracy: 0.75,
      recalls: [1, 0.5, null],
      studentMajorityShare: 0.75,
      jacobianNorm: 2,
      vanishingGradientShare: 0.5,
    });
    expect(metrics.pgmLoss).toBeCloseTo(-0.3, 6);
    expect(metrics.normalisedPgmLoss).toBeCloseTo(-0.3 / Math.log(2), 6);
    expect(isConstant(metrics)).toBe(false);
  });

  it('sees a constant student, unless its teacher is constant too', () => {
    const constant = new ValidationCounter(2);
    constant.add(probed([1, 0, 1, 0]), Int32Array.of(0, 1));
    const metrics = constant.finish();
    expect(isConstant(metrics)).toBe(true);
    expect(metrics).toMatchObject({ pgmLoss: null, normalisedPgmLoss: null, jacobianNorm: null });
    const faithful = new ValidationCounter(2);
    faithful.add(probed([1, 0, 1, 0]), Int32Array.of(0, 0));
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

  it('goes on from its state', () => {
    const first = new EarlyStopping(2);
    first.observe(1, () => ({}));
    first.observe(2, () => ({}));
    const second = new EarlyStopping(2, first.state);
    expect(second.observe(1, () => ({}))).toBe(false);
    expect(second.hasStopped).toBe(true);
    expect(first.hasStopped).toBe(false);
  });

  it('does not take NaN for a gain', () => {
    const stopping = new EarlyStopping(1);
    expect(stopping.observe(Number.NaN, () => ({}))).toBe(false);
    expect(stopping.hasStopped).toBe(true);
    expect(stopping.bestWeights).toBeUndefined();
  });
});

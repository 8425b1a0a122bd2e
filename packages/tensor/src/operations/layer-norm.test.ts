/** Layer normalisation and its derivatives against the formula in float64. */
import { Rng } from '@a2pd/core';
import { describe, expect, it } from 'vitest';
import { layerNorm, tf, valueAndGradients } from '../index.js';

const rows = 3;
const [places, channels] = [4, 2];
const rng = new Rng(1);
const draw = (length: number) => Float64Array.from({ length }, () => Math.fround(3 * rng.uniform() - 1));
const values = {
  x: draw(rows * places * channels),
  scale: draw(channels),
  shift: draw(channels),
  /** Makes a scalar of the outputs. */
  weights: draw(rows * places * channels),
};
type Values = typeof values;

function normalised({ x, scale, shift }: Values): Float64Array {
  const units = places * channels;
  return x.map((value, i) => {
    const row = x.subarray(Math.floor(i / units) * units, (Math.floor(i / units) + 1) * units);
    const mean = row.reduce((sum, unit) => sum + unit, 0) / units;
    const variance = row.reduce((sum, unit) => sum + (unit - mean) ** 2, 0) / units;
    return ((value - mean) / Math.sqrt(variance + 1e-5)) * scale[i % channels]! + shift[i % channels]!;
  });
}

function scalar(of: Values): number {
  return normalised(of).reduce((sum, y, i) => sum + of.weights[i]! * y, 0);
}

const shapes = { x: [rows, 2, 2, channels], scale: [channels], shift: [channels] };
const tensors = () => ({
  x: tf.tensor(Float32Array.from(values.x), shapes.x),
  scale: tf.tensor(Float32Array.from(values.scale), shapes.scale),
  shift: tf.tensor(Float32Array.from(values.shift), shapes.shift),
});

describe('layerNorm', () => {
  it('brings all units of a row together to mean 0 and variance 1, and scales and shifts each channel', () => {
    const { x, scale, shift } = tensors();
    const [received, expected] = [layerNorm(x, scale, shift).dataSync(), normalised(values)];
    expect(received.length).toBe(expected.length);
    for (const [i, value] of expected.entries()) expect(received[i]).toBeCloseTo(value, 5);
  });

  it.each(['x', 'scale', 'shift'] as const)('has the derivative of its formula by %s', (name) => {
    const weights = tf.tensor(Float32Array.from(values.weights), shapes.x);
    const { gradients } = valueAndGradients(
      ({ x, scale, shift }) => tf.sum(tf.mul(weights, layerNorm(x!, scale!, shift!))),
      tensors(),
    );
    const received = gradients[name]!.dataSync();
    const h = 1e-5;
    for (let i = 0; i < values[name].length; i++) {
      const at = (offset: number) => {
        const moved = values[name].slice();
        moved[i]! += offset;
        return scalar({ ...values, [name]: moved });
      };
      expect(received[i]).toBeCloseTo((at(h) - at(-h)) / (2 * h), 4);
    }
  });
});

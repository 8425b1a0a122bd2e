import { describe, expect, it } from 'vitest';
import { clipByGlobalNorm, numTensors, Parameters, tf } from './index.js';

const initial = {
  kernel: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
  count: { shape: [], data: Int32Array.of(7) },
};

describe('Parameters', () => {
  it('hold a copy of what they were given', () => {
    const data = Float32Array.of(1, 2);
    const parameters = new Parameters({ w: { shape: [2], data } });
    data[0] = 9;
    expect(parameters.toHost()).toEqual({ w: { shape: [2], data: Float32Array.of(1, 2) } });
    expect(parameters.names).toEqual(['w']);
  });

  it('are read and assigned as tensors', () => {
    const parameters = new Parameters(initial);
    parameters.assign({ kernel: tf.mul(parameters.read().kernel!, 2), count: tf.scalar(8, 'int32') });
    expect(parameters.toHost().kernel!.data).toEqual(Float32Array.of(2, 4, 6, 8));
    expect(parameters.toHost().count!.data).toEqual(Int32Array.of(8));
  });

  it('do not change what was read before', () => {
    const parameters = new Parameters(initial);
    const before = parameters.read().kernel!;
    parameters.assign({ kernel: tf.zeros([2, 2]) });
    expect(before.dataSync()).toEqual(Float32Array.of(1, 2, 3, 4));
  });

  it('are copied, and independent afterwards', () => {
    const source = new Parameters(initial);
    const target = new Parameters({ ...initial, kernel: { shape: [2, 2], data: new Float32Array(4) } });
    target.copyFrom(source);
    source.assign({ kernel: tf.zeros([2, 2]) });
    expect(target.toHost().kernel!.data).toEqual(Float32Array.of(1, 2, 3, 4));
  });

  it('leave no variable behind where one of them cannot be made', () => {
    const before = numTensors();
    const { kernel } = initial;
    expect(() => new Parameters({ kernel, short: { shape: [3], data: Float32Array.of(1) } })).toThrow(/short/);
    expect(numTensors()).toBe(before);
  });

  it('refuse other names, shapes and types, and then change nothing', () => {
    const parameters = new Parameters(initial);
    const { kernel, count } = initial;
    const wrong = [
      { kernel },
      { kernel, count, more: count },
      { kernel: { shape: [4], data: kernel.data }, count: { shape: [], data: Int32Array.of(1) } },
      { kernel, count: { shape: [], data: Float32Array.of(1) } },
      { kernel, count: { shape: [], data: Uint8Array.of(1) } },
    ];
    for (const values of wrong) {
      expect(() => parameters.load(values)).toThrow(expect.objectContaining({ code: 'INCOMPATIBLE_ARTEFACT' }));
    }
    expect(() => parameters.load({ kernel, count: { shape: [2], data: Int32Array.of(1) } })).toThrow(
      expect.objectContaining({ code: 'INVALID_BUFFER' }),
    );
    expect(() => parameters.assign({ other: tf.scalar(1) })).toThrow(/name of one of these/);
    expect(() => parameters.assign({ kernel: tf.zeros([4]) })).toThrow(/float32\[2, 2\]/);
    expect(() => parameters.copyFrom(new Parameters({ kernel }))).toThrow(/names/);
    expect(() => new Parameters({ bytes: { shape: [1], data: new Uint8Array(1) } })).toThrow(
      /Float32Array or Int32Array/,
    );
    expect(parameters.toHost()).toEqual(initial);
  });

  it('are freed, once', () => {
    const before = numTensors();
    const parameters = new Parameters(initial);
    tf.dispose(parameters.read());
    parameters.toHost();
    parameters.dispose();
    parameters.dispose();
    expect(numTensors()).toBe(before);
    expect(() => parameters.read()).toThrow(expect.objectContaining({ code: 'INVALID_STATE' }));
  });
});

describe('clipByGlobalNorm', () => {
  it('scales gradients of norm 5 down to norm 1, and leaves small ones as they are', () => {
    const gradients = { a: tf.tensor1d([3]), b: tf.tensor2d([[0, -4]]) };
    const clipped = clipByGlobalNorm(gradients, 1);
    expect(clipped.norm.dataSync()[0]).toBeCloseTo(5, 6);
    expect(clipped.gradients.a!.dataSync()[0]).toBeCloseTo(0.6, 6);
    expect(clipped.gradients.b!.dataSync()[1]).toBeCloseTo(-0.8, 6);
    expect(clipByGlobalNorm(gradients, 10).gradients.b!.dataSync()[1]).toBe(-4);
  });

  it('lets NaN through to the norm, and refuses a norm that is not above 0', () => {
    const broken = clipByGlobalNorm({ a: tf.tensor1d([3, 4]), b: tf.tensor1d([Number.NaN]) }, 1);
    expect(broken.norm.dataSync()[0]).toBeNaN();
    expect([...broken.norms.dataSync()]).toEqual([5, Number.NaN]);
    expect(() => clipByGlobalNorm({ a: tf.tensor1d([1]) }, 0)).toThrow(/maxNorm above 0/);
  });
});

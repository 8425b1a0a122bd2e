import { observationSize, Rng } from '@a2pd/core';
import { describe, expect, it } from 'vitest';
import {
  compile,
  glorotUniform,
  heUniform,
  pixels,
  pixelsToInput,
  statelessNormal,
  statelessUniform,
  type Tensor,
  tf,
} from './index.js';

describe('pixels', () => {
  it('are read from a Buffer that begins anywhere', () => {
    const bytes = Buffer.alloc(observationSize + 1, 7).subarray(1);
    bytes[0] = 9;
    const read = (observations: Uint8Array) => tf.tidy(() => pixelsToInput(pixels(observations, 1)).dataSync());
    expect(read(bytes)).toEqual(read(Uint8Array.from(bytes)));
  });

  it.each([true, false])('become float32 in [0, 1] with the newest frame last (eager: %s)', (eager) => {
    const bytes = new Uint8Array(2 * observationSize);
    // Observation 1, frame 3 (the newest), row 5, column 7.
    bytes[observationSize + (3 * 84 + 5) * 84 + 7] = 51;
    bytes[1] = 255;
    const toInput = compile('to input', (observations: Tensor) => pixelsToInput(observations), { eager });
    for (let run = 0; run < 2; run++) {
      const input = toInput(pixels(bytes, 2));
      expect(input.shape).toEqual([2, 84, 84, 4]);
      const values = input.dataSync();
      expect(values[((84 + 5) * 84 + 7) * 4 + 3]).toBe(Math.fround(0.2));
      expect(values[1 * 4]).toBe(1);
      expect(Array.from(values).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1.2, 6);
    }
  });

  it.each([0, 1, 2])('of any value are channels, also %i bytes into a buffer', (offset) => {
    const rng = new Rng(7);
    const bytes = new Uint8Array(3 * observationSize + offset).subarray(offset);
    for (const i of bytes.keys()) bytes[i] = rng.integer(256);
    const input = pixelsToInput(pixels(bytes, 3));
    const values = input.dataSync();
    const pixelsOfFrame = 84 * 84;
    const isRight = (value: number, i: number) => {
      const [pixel, frame] = [Math.floor(i / 4), i % 4];
      const observation = Math.floor(pixel / pixelsOfFrame);
      const byte = bytes[(4 * observation + frame) * pixelsOfFrame + (pixel % pixelsOfFrame)]!;
      return value === Math.fround(byte / 255);
    };
    expect(values).toHaveLength(bytes.length);
    expect(values.every(isRight)).toBe(true);
  });

  it('are copied at once', () => {
    const bytes = new Uint8Array(observationSize).fill(255);
    const observations = pixels(bytes, 1);
    bytes.fill(0);
    expect(tf.min(pixelsToInput(observations)).dataSync()[0]).toBe(1);
  });

  it('refuse buffers of another size and tensors that are no pixels', () => {
    for (const wrong of [new Uint8Array(5), new Float32Array(observationSize) as never]) {
      expect(() => pixels(wrong, 1)).toThrow(expect.objectContaining({ code: 'INVALID_BUFFER' }));
    }
    expect(() => pixelsToInput(tf.ones([1, 4, 84, 84]))).toThrow(/made by pixels/);
  });
});

describe('stateless random tensors', () => {
  it('follow from the seed, also when compiled, and have the moments of their distribution', () => {
    const draw = compile('draw', (seed: Tensor) => [
      statelessNormal([100, 100], seed),
      statelessUniform([100, 100], seed),
    ]);
    const moments = [1, 1, 2].map((seed) => {
      const [normal, uniform] = draw(tf.tensor1d([seed, 5], 'int32')) as [Tensor, Tensor];
      return [normal, tf.square(normal), uniform, tf.max(uniform)].map((tensor) => tf.mean(tensor).dataSync()[0]!);
    });
    expect(moments[0]).toEqual(moments[1]);
    expect(moments[0]).not.toEqual(moments[2]);
    const [mean, variance, uniformMean, uniformMax] = moments[0]!;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
    expect(uniformMean).toBeCloseTo(0.5, 1);
    expect(uniformMax).toBeLessThan(1);
  });
});

describe('initialisers', () => {
  it('stay within their limits, fill them, and follow from the Rng', () => {
    const kernel = heUniform([3, 3, 4, 8], new Rng(1));
    const limit = Math.sqrt(6 / 36);
    expect(Math.max(...kernel.data)).toBeLessThanOrEqual(limit);
    expect(Math.max(...kernel.data)).toBeGreaterThan(0.95 * limit);
    expect(Math.min(...kernel.data)).toBeLessThan(-0.95 * limit);
    expect(heUniform([3, 3, 4, 8], new Rng(1))).toEqual(kernel);
    expect(Math.max(...glorotUniform([50, 10], new Rng(2)).data)).toBeLessThanOrEqual(Math.sqrt(6 / 60));
  });
});

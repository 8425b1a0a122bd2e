import { describe, expect, it } from 'vitest';
import { Adam, compile, Parameters, type Tensor, tf } from './index.js';

const config = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-3 };
const scalar = (value: number) => ({ shape: [], data: Float32Array.of(value) });

/** Algorithm 1 of Kingma and Ba, in float64. */
function adamByHand(weight: number, gradients: readonly number[]): number {
  const { learningRate, beta1, beta2, epsilon } = config;
  let w = weight;
  let m = 0;
  let v = 0;
  gradients.forEach((g, i) => {
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    w -= (learningRate * (m / (1 - beta1 ** (i + 1)))) / (Math.sqrt(v / (1 - beta2 ** (i + 1))) + epsilon);
  });
  return w;
}

describe('Adam', () => {
  it('takes a first step of α g / (|g| + ε)', () => {
    const parameters = new Parameters({ w: scalar(1) });
    const adam = new Adam(parameters, config);
    adam.apply({ w: tf.scalar(0.002) });
    // ε is half of g: 0.1 · 0.002 / (0.002 + 0.001) = 0.0666...
    expect(parameters.toHost().w!.data[0]).toBeCloseTo(1 - 0.2 / 3, 5);
  });

  it.each([true, false])('equals the algorithm over 200 steps (eager: %s)', (eager) => {
    const parameters = new Parameters({ w: scalar(0.5) });
    const adam = new Adam(parameters, config);
    const apply = compile(
      'apply',
      (g: Tensor) => {
        adam.apply({ w: g });
        return g;
      },
      { eager },
    );
    const gradients = Array.from({ length: 200 }, (_, i) => Math.sin(i) * 0.01 + 0.002);
    for (const g of gradients) apply(tf.scalar(g));
    expect(parameters.toHost().w!.data[0]).toBeCloseTo(adamByHand(0.5, gradients), 3);
    expect(adam.toHost().step!.data[0]).toBe(200);
  });

  it('goes on exactly from a saved state', () => {
    const train = (parameters: Parameters, adam: Adam, from: number, to: number) => {
      for (let i = from; i < to; i++) adam.apply({ w: tf.tensor1d([Math.cos(i), 0.1 * i]) });
      return parameters.toHost();
    };
    const initial = { w: { shape: [2], data: Float32Array.of(1, -1) } };
    const whole = new Parameters(initial);
    const expected = train(whole, new Adam(whole, config), 0, 10);

    const half = new Parameters(initial);
    const halfAdam = new Adam(half, config);
    const weights = train(half, halfAdam, 0, 5);
    const resumed = new Parameters(weights);
    const resumedAdam = new Adam(resumed, config);
    resumedAdam.load(halfAdam.toHost());
    expect(train(resumed, resumedAdam, 5, 10)).toEqual(expected);
  });

  it('refuses an impossible configuration, a missing gradient and the state of others', () => {
    const parameters = new Parameters({ w: scalar(1) });
    expect(() => new Adam(parameters, { ...config, beta1: 1 })).toThrow(/beta1 in \(0, 1\)/);
    expect(() => new Adam(parameters, { ...config, learningRate: Number.NaN })).toThrow(/learningRate above 0/);
    const adam = new Adam(parameters, config);
    expect(() => adam.apply({})).toThrow(/gradient for "w"/);
    const other = new Adam(new Parameters({ v: scalar(1) }), config);
    expect(() => adam.load(other.toHost())).toThrow(expect.objectContaining({ code: 'INCOMPATIBLE_ARTEFACT' }));
  });
});

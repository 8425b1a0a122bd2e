import { Rng } from '@a2pd/core';
import {
  type HostTensors,
  Parameters,
  type Tensor,
  type Tensor4D,
  tf,
  valueAndGradients,
  type Weights,
} from '@a2pd/tensor';
import { afterAll, describe, expect, it } from 'vitest';
import { type Architecture, architectureOf, weightShapes } from './architecture.js';
import { initialWeights } from './initial-weights.js';
import { expectedReturns, returnLogits } from './network.js';
import { factorise, networkNoise, noiseUnits, sampleNoise } from './noise.js';
import { noisyWeights } from './noisy-weights.js';
import { rainbowPresets } from './presets.js';
import { trunkUnits } from './trunk.js';

const { paper, pipeline } = rainbowPresets;
const small = architectureOf({ ...pipeline, hiddenUnits: 16 }, 4);

function parameterCount(architecture: Architecture): number {
  const sizes = Object.values(weightShapes(architecture)).map((shape) => shape.reduce((a, b) => a * b, 1));
  return sizes.reduce((a, b) => a + b, 0);
}

describe('architecture', () => {
  it("is Kaixhin's canonical Rainbow", () => {
    const architecture = architectureOf(paper, 6);
    expect(trunkUnits(architecture.trunk)).toBe(3136);
    // Convolutions 77,984; hidden streams 2 · 2 · (3136 + 1) · 512; outputs 2 · (512 + 1) · 51 · (1 + 6).
    expect(parameterCount(architecture)).toBe(77_984 + 6_424_576 + 366_282);
  });

  it('becomes Nature-DQN when every part is off', () => {
    const parts = { ...paper.parts, dueling: false, distributional: false, noisy: false };
    expect(parameterCount(architectureOf({ ...paper, parts }, 6))).toBe(77_984 + 3137 * 512 + 513 * 6);
  });
});

it.each([
  // Mnih et al. (2013): "16 8x8 filters with stride 4", "32 4x4 filters with stride 2".
  ['dqn-2013', 9 * 9 * 32, 8 * 8 * 4 * 16 + 16 + 4 * 4 * 16 * 32 + 32],
  // Van Hasselt et al. (2019): 32 and 64 filters of 5x5, stride 5.
  ['data-efficient', 3 * 3 * 64, 5 * 5 * 4 * 32 + 32 + 5 * 5 * 32 * 64 + 64],
] as const)('the trunk %s has the layers of its paper', (trunk, units, parameters) => {
  const hiddenUnits = 256;
  const off = { ...paper.parts, dueling: false, distributional: false, noisy: false };
  expect(trunkUnits(trunk)).toBe(units);
  expect(parameterCount(architectureOf({ ...paper, trunk, hiddenUnits, parts: off }, 6))).toBe(
    parameters + (units + 1) * hiddenUnits + (hiddenUnits + 1) * 6,
  );
});

describe('initialWeights', () => {
  it('draws means within ±1/sqrt(inputs) and sets sigmas as NoisyNet does', () => {
    const weights = initialWeights(small, 0.1, new Rng(1));
    const { data } = weights['value.hidden.kernel']!;
    const bound = 1 / Math.sqrt(576);
    expect(Math.max(...data)).toBeLessThan(bound);
    expect(Math.max(...data)).toBeGreaterThan(0.99 * bound);
    expect(Math.min(...data)).toBeLessThan(-0.99 * bound);
    expect(weights['value.hidden.kernelSigma']!.data[5]).toBeCloseTo(0.1 / 24, 8);
    expect(weights['value.hidden.biasSigma']!.data[5]).toBeCloseTo(0.1 / 4, 8);
    expect(Math.max(...weights['conv1.bias']!.data.map(Math.abs))).toBeLessThan(1 / 10);
  });
});

describe('noise', () => {
  it('is scaled by f(x) = sgn(x) sqrt|x|', () => {
    const scaled = tf.tidy(() => factorise(tf.tensor1d([4, -9, 0, 0.25])).dataSync());
    expect([...scaled]).toEqual([2, -3, 0, 0.5]);
  });

  it('is a pure function of its seed, and each row has its own', () => {
    const draw = (seed: readonly number[]) =>
      tf.tidy(() => {
        const noise = sampleNoise(small, 2, tf.tensor1d([...seed], 'int32'));
        return [...noise['advantage.hidden']!.input.dataSync()];
      });
    const first = draw([1, 2]);
    expect(draw([1, 2])).toEqual(first);
    expect(draw([1, 3])).not.toEqual(first);
    expect(first.slice(0, 576)).not.toEqual(first.slice(576));
  });

  it('has the moments of f of a standard normal: mean 0, variance E|x| = sqrt(2/π)', () => {
    const values = tf.tidy(() => factorise(tf.randomNormal([200_000], 0, 1, 'float32', 9)).dataSync<'float32'>());
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((a, b) => a + b * b, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(variance).toBeCloseTo(Math.sqrt(2 / Math.PI), 2);
  });
});

describe('returnLogits', () => {
  const host = initialWeights(small, 0.5, new Rng(2));
  const parameters = new Parameters(host);
  afterAll(() => parameters.dispose());
  const input = tf.keep(tf.randomUniform([3, 84, 84, 4], 0, 1, 'float32', 7)) as Tensor4D;

  it('equals the network whose noisy weights are formed: μ + σ∘(εin εoutᵀ)', () => {
    tf.tidy(() => {
      const normal = tf.randomNormal([1, noiseUnits(small)], 0, 1, 'float32', 3);
      const noise = networkNoise(small, normal);
      const weights = parameters.read();
      const factored = returnLogits(small, weights, input, noise).dataSync();
      const formed = returnLogits({ ...small, noisy: false }, noisyWeights(weights, noise), input).dataSync();
      const scale = Math.max(...formed.map(Math.abs));
      for (const [i, value] of formed.entries()) expect(Math.abs(factored[i]! - value)).toBeLessThan(2e-5 * scale);
      expect(factored).not.toEqual(returnLogits(small, weights, input).dataSync());
    });
  });

  it('has the gradients of the network whose noisy weights are formed', () => {
    tf.tidy(() => {
      const noise = sampleNoise(small, 1, tf.tensor1d([3, 4], 'int32'));
      const gradientsOf = (logits: (weights: Weights) => Tensor) =>
        valueAndGradients((weights) => tf.sum(tf.square(logits(weights))), parameters.read()).gradients;
      const factored = gradientsOf((weights) => returnLogits(small, weights, input, noise));
      const formed = gradientsOf((weights) => returnLogits(small, noisyWeights(weights, noise), input));
      for (const [name, gradient] of Object.entries(factored)) {
        const scale = tf.max(tf.abs(gradient)).dataSync()[0]!;
        const difference = tf.max(tf.abs(tf.sub(gradient, formed[name]!))).dataSync()[0]!;
        expect(scale, name).toBeGreaterThan(0);
        expect(difference, name).toBeLessThan(1e-5 * scale);
      }
    });
  });

  it('gives each row its own noise when the noise has as many rows', () => {
    tf.tidy(() => {
      const same = tf.tile(input.slice([0, 0, 0, 0], [1, -1, -1, -1]), [2, 1, 1, 1]) as Tensor4D;
      const logits = returnLogits(small, parameters.read(), same, sampleNoise(small, 2, tf.tensor1d([5, 6], 'int32')));
      const [first, second] = tf.split(logits, 2);
      expect(first!.dataSync()).not.toEqual(second!.dataSync());
    });
  });

  it('centres the advantages: their mean over actions is the value stream', () => {
    tf.tidy(() => {
      const withoutAdvantages: HostTensors = Object.fromEntries(
        Object.entries(host).map(([name, weight]) => [
          name,
          name.startsWith('advantage.output') ? { ...weight, data: new Float32Array(weight.data.length) } : weight,
        ]),
      );
      const valueOnly = new Parameters(withoutAdvantages);
      const mean = tf.mean(returnLogits(small, parameters.read(), input), 1).dataSync();
      const value = tf.mean(returnLogits(small, valueOnly.read(), input), 1).dataSync();
      for (const [i, v] of value.entries()) expect(mean[i]).toBeCloseTo(v, 5);
      valueOnly.dispose();
    });
  });

  it('expects the returns of the atoms by their probabilities', () => {
    const architecture = { ...small, numActions: 2, numAtoms: 3, vMin: -1, vMax: 1 };
    const q = tf.tidy(() => {
      const logits = tf.tensor3d([
        [
          [0, 0, 0],
          [Math.log(1), Math.log(1), Math.log(2)],
        ],
      ]);
      return expectedReturns(architecture, logits).dataSync();
    });
    expect(q[0]).toBeCloseTo(0, 6);
    expect(q[1]).toBeCloseTo(0.25, 6);
  });
});

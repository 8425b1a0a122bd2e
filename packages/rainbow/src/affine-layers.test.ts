import { Rng } from '@a2pd/core';
import { conv2d, dense, Parameters, relu, type Tensor, type Tensor4D, tf } from '@a2pd/tensor';
import { expect, it } from 'vitest';
import { architectureOf } from './architecture.js';
import { initialWeights } from './initial-weights.js';
import { RainbowModel } from './model.js';
import { rainbowPresets } from './presets.js';

const { pipeline } = rainbowPresets;

function modelOf(parts: Partial<typeof pipeline.parts>, temperature = 1): RainbowModel {
  const config = { ...pipeline, hiddenUnits: 16, parts: { ...pipeline.parts, distributional: false, ...parts } };
  const architecture = architectureOf(config, 5);
  return new RainbowModel(architecture, new Parameters(initialWeights(architecture, 0.1, new Rng(3))), { temperature });
}

/** What certification takes for the network. */
function throughLayers(model: RainbowModel, input: Tensor): Tensor {
  const layers = model.layers();
  return layers.reduce((given, { kernel, bias, stride }, i) => {
    const flat = stride === undefined ? tf.reshape(given, [given.shape[0]!, -1]) : given;
    const made = stride === undefined ? dense(flat, kernel, bias) : conv2d(flat as Tensor4D, kernel, bias, stride);
    return i < layers.length - 1 ? relu(made) : made;
  }, input);
}

it.each([
  ['dueling, noisy by its means', { dueling: true, noisy: true }, 1],
  ['one stream', { dueling: false, noisy: false }, 1],
  ['with a temperature', { dueling: true, noisy: false }, 0.25],
])('the affine layers give the scores: %s', (_, parts, temperature) => {
  const model = modelOf(parts, temperature);
  const input = tf.randomUniform([3, 84, 84, 4], 0, 1, 'float32', 5);
  const [found, expected] = tf.tidy(() => [throughLayers(model, input), model.logits(input)].map((x) => x.dataSync()));
  expect(Math.max(...expected!.map(Math.abs))).toBeGreaterThan(0.05);
  for (const [i, score] of expected!.entries()) expect(found![i]).toBeCloseTo(score, 4);
  model.dispose();
});

it('measure rounding by what the dueling streams add up, not by what is left of it', () => {
  const model = modelOf({ dueling: true });
  const [kernel, size] = tf.tidy(() => {
    const { kernel, parts } = model.layers().at(-1)!;
    return [kernel.dataSync(), parts!.kernelSize.dataSync()];
  });
  for (const [i, w] of kernel!.entries()) expect(size![i]).toBeGreaterThanOrEqual(Math.abs(w) * (1 - 1e-6));
  expect(size!.some((s, i) => s > 1.2 * Math.abs(kernel![i]!))).toBe(true);
  model.dispose();
});

it('are refused for a distribution over returns', () => {
  const model = modelOf({ distributional: true });
  expect(() => model.layers()).toThrow(expect.objectContaining({ code: 'INCOMPATIBLE_ARTEFACT' }));
  model.dispose();
});

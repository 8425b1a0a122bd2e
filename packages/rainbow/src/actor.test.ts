import { observationSize, Rng } from '@a2pd/core';
import { numTensors, Parameters, pixels, pixelsToInput, tf } from '@a2pd/tensor';
import { afterAll, describe, expect, it } from 'vitest';
import { Actor } from './actor.js';
import { architectureOf } from './architecture.js';
import type { RainbowConfig } from './config.js';
import { initialWeights } from './initial-weights.js';
import { RainbowModel } from './model.js';
import { rainbowPresets } from './presets.js';

const config: RainbowConfig = { ...rainbowPresets.pipeline, hiddenUnits: 16 };
const rng = new Rng(3);
const observations = Uint8Array.from({ length: 64 * observationSize }, () => rng.integer(256));

describe('Actor', () => {
  const noisy = architectureOf(config, 5);
  const parameters = new Parameters(initialWeights(noisy, 3, new Rng(1)));
  const actor = new Actor(noisy, parameters);
  afterAll(() => {
    actor.dispose();
    parameters.dispose();
  });

  it('acts by the largest expected return of the mean weights', () => {
    const model = new RainbowModel(noisy, parameters);
    const best = tf.tidy(() => tf.argMax(model.logits(pixelsToInput(pixels(observations, 64))), 1).dataSync());
    expect([...actor.act(observations, 64)]).toEqual([...best]);
  });

  it('explores each environment by noise of its own, drawn anew each time', () => {
    const same = new Uint8Array(64 * observationSize);
    for (let i = 0; i < 64; i++) same.set(observations.subarray(0, observationSize), i * observationSize);
    const draws = new Rng(8);
    const first = actor.explore(same, 64, draws);
    expect(new Set(first).size).toBeGreaterThan(1);
    expect(actor.explore(same, 64, draws)).not.toEqual(first);
    expect(actor.explore(same, 64, new Rng(8))).toEqual(first);
  });

  it('takes the best actions without noisy layers', () => {
    const architecture = { ...noisy, noisy: false };
    const plain = new Actor(architecture, parameters);
    expect(plain.explore(observations, 64, new Rng(1))).toEqual(plain.act(observations, 64));
    plain.dispose();
  });

  it('keeps no tensors', () => {
    const draws = new Rng(1);
    actor.explore(observations, 64, draws);
    const before = numTensors();
    for (let i = 0; i < 10; i++) actor.explore(observations, 64, draws);
    expect(numTensors()).toBe(before);
  });
});

import { Rng } from '@a2pd/core';
import { Parameters, type Tensor4D, tf } from '@a2pd/tensor';
import { expect, it } from 'vitest';
import { architectureOf } from './architecture.js';
import { initialWeights } from './initial-weights.js';
import { RainbowModel } from './model.js';
import { opposedValues } from './opposed-values.js';
import { pqnPreset } from './pqn/config.js';
import { rainbowPresets } from './presets.js';

const small = { trunk: 'data-efficient', hiddenUnits: 8 } as const;

it.each([
  ['PQN', { ...pqnPreset, ...small }],
  ['a dueling network', { ...rainbowPresets['sa-dqn-vanilla'], ...small }],
])('values what the other fears: %s', (_what, config) => {
  const architecture = architectureOf(config, 4);
  const weights = initialWeights(architecture, 0, new Rng(1));
  const before = Object.values(weights).map(({ data }) => data.slice());
  const input: Tensor4D = tf.randomUniform([3, 84, 84, 4], 0, 1, 'float32', 1);
  const valuesBy = (means: typeof weights) => {
    const model = new RainbowModel(architecture, new Parameters(means));
    const values = model.logits(input).dataSync();
    model.dispose();
    return [...values];
  };
  const values = valuesBy(weights);
  expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(0);
  expect(valuesBy(opposedValues(weights))).toEqual(values.map((value) => expect.closeTo(-value, 5)));
  expect(Object.values(weights).map(({ data }) => data)).toEqual(before);
  input.dispose();
});

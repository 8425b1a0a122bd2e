import { Rng } from '@a2pd/core';
import { hasBfloat16, numTensors } from '@a2pd/tensor';
import { expect, it } from 'vitest';
import { Learner } from './learner.js';
import { settlePrecision } from './precision.js';
import { rainbowPresets } from './presets.js';
import { parseTrainingConfig, trainingPresets } from './training-config.js';

const small = { hiddenUnits: 16, batchSize: 8, precision: 'fastest' } as const;

it.each([
  ['pipeline', {}],
  ['pqn', {}],
  ['dqn-two-cores', { defence: { name: 'sa-convex' } }],
] as const)('settles the precision of %s %j by updates that leave nothing behind', async (preset, defended) => {
  const config = parseTrainingConfig({ ...trainingPresets[preset], ...small, ...defended });
  const before = numTensors();
  const { config: settled, found } = await settlePrecision(config, 6);
  expect(settled).toEqual({ ...config, precision: found!.precision });
  expect(found!.reason).toMatch(hasBfloat16() ? /^in bfloat16 a step takes \d/ : /has no products in bfloat16/);
  expect(numTensors()).toBe(before);
});

it('leaves a precision that was given, and refuses to learn in one that is not settled', async () => {
  expect(await settlePrecision(rainbowPresets.paper, 6)).toEqual({ config: rainbowPresets.paper });
  expect(() => new Learner({ ...rainbowPresets.pipeline, ...small }, 6, new Rng(1))).toThrow(
    expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.stringContaining('call settlePrecision first') }),
  );
});

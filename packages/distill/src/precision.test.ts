import { hasBfloat16, numTensors } from '@a2pd/tensor';
import { beforeAll, expect, it } from 'vitest';
import { parseDistillConfig } from './config.js';
import type { PrescriptionDataSet } from './data/data-set.js';
import { distill } from './distill.js';
import { settlePrecision } from './precision.js';
import { exampleDataSet, smallStudent } from './testing/example-data-set.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const folder = temporaryFolder();
let dataSet: PrescriptionDataSet;
beforeAll(async () => {
  dataSet = await exampleDataSet(folder);
});

const config = parseDistillConfig({ ...smallStudent, precision: 'fastest' });

it('settles a precision by steps that leave nothing behind', async () => {
  const before = numTensors();
  const { config: settled, found } = await settlePrecision(config, dataSet);
  expect(settled).toEqual({ ...config, precision: found!.precision });
  expect(found!.reason).toMatch(hasBfloat16() ? /^in bfloat16 a step takes \d/ : /has no products in bfloat16/);
  expect(numTensors()).toBe(before);
});

it('leaves a precision that was given', async () => {
  const given = { ...config, precision: undefined };
  expect(await settlePrecision(given, dataSet)).toEqual({ config: given });
});

it('stops when it is told to, and is asked for before training', async () => {
  if (hasBfloat16()) {
    const stopped = settlePrecision(config, dataSet, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toThrow(expect.objectContaining({ code: 'INTERRUPTED' }));
  }
  await expect(distill({ dataSet, config, seed: 1 })).rejects.toThrow('call settlePrecision first');
});

import { frameSize, observationSize, type Progress } from '@a2pd/core';
import { afterAll, expect, it } from 'vitest';
import { type SurvivalOptions, survivalShare } from './survival.js';
import { bandsModel, dimLevel } from './testing/bands-game.js';

const policy = bandsModel({ scale: 20 });
afterAll(() => policy.dispose());

/** The first band of the newest frame is brighter by 2, 4, 6 ... 16 levels: 3 levels each take away a lead below 6. */
const states = new Uint8Array(8 * observationSize).fill(dimLevel);
for (let state = 0; state < 8; state++) {
  const newest = states.subarray(state * observationSize + 3 * frameSize, (state + 1) * observationSize);
  for (let i = 0; i < frameSize; i++) if (i % 84 < 28) newest[i] = dimLevel + 2 * (state + 1);
}
const options: SurvivalOptions = {
  policy,
  states,
  attack: { name: 'pgd', epsilon: 2.9 / 255, steps: 4 },
  batchSize: 3,
};

it('is the share of the states that the attack leaves alone, told batch by batch', async () => {
  const heard: Progress[] = [];
  expect(await survivalShare({ ...options, onProgress: (progress) => heard.push(progress) })).toBe(6 / 8);
  expect(heard.map(({ completed, total, unit }) => `${completed} of ${total} ${unit}`)).toEqual([
    '3 of 8 states',
    '6 of 8 states',
    '8 of 8 states',
  ]);
});

it('stops between two batches', async () => {
  const controller = new AbortController();
  let batches = 0;
  const onProgress = () => {
    batches += 1;
    setImmediate(() => controller.abort());
  };
  const stopped = survivalShare({ ...options, signal: controller.signal, onProgress });
  await expect(stopped).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect(batches).toBe(1);
});

it('refuses batches of none', async () => {
  await expect(survivalShare({ ...options, batchsize: 1 } as SurvivalOptions)).rejects.toThrow(
    /did you mean batchSize/,
  );
  await expect(survivalShare({ ...options, batchSize: 0 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});

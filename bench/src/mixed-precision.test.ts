import { hasBfloat16, type Precision } from '@a2pd/tensor';
import { expect, it } from 'vitest';
import { mixedRows } from './mixed-precision.js';

const step = { bench: 'x', case: 'a step', unit: 'ms', better: 'lower' } as const;

it.runIf(hasBfloat16())('sets bfloat16 beside float32', async () => {
  const disposed: Precision[] = [];
  const begin = (precision: Precision) => ({
    run: () => (precision === 'float32' ? 4 : 2),
    dispose: () => void disposed.push(precision),
  });
  const [row] = await mixedRows([{ ...step, begin }], 3);
  expect(row).toMatchObject({
    ...{ bench: 'x', case: 'a step, in mixed bfloat16', unit: 'ms', ours: 2, peer: 4, ratio: 2 },
    ...{ peerName: 'the same in float32, ours', oursRounds: [2, 2, 2] },
  });
  expect(disposed).toEqual(['mixed-bfloat16', 'float32']);
});

it.skipIf(hasBfloat16())('has no rows where the processor has no such products', async () => {
  expect(await mixedRows([{ ...step, begin: () => expect.fail('nothing is to be measured') }], 3)).toEqual([]);
});

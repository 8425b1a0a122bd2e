import { expect, it } from 'vitest';
import { collectExample } from '../testing/example-pairs.js';
import { fuzzDataSet } from '../testing/fuzz.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

/** RELIABILITY row 11, for data sets. */
it('names the file in each of 12,000 cases of damage', async () => {
  const directory = await collectExample(temporaryFolder(), 'sound');
  const { cases, missed } = await fuzzDataSet(directory, 12_000, 2);
  expect(missed).toEqual([]);
  expect(cases).toBe(12_000);
});

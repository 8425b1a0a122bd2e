/** The Python of docs/data-sets.md, as it stands there, reads what TypeScript reads. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { pythonPackages, runPython } from '@a2pd/toolchain';
import { expect, it } from 'vitest';
import { collectExample } from '../testing/example-pairs.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { PrescriptionDataSet } from './data-set.js';

const requirements = ['numpy==2.4.6', 'safetensors==0.5.3'];

/** One line a pair: everything that is known of it. */
const printPairs = `
import hashlib, sys
for observations, columns, episodes in read_data_set(sys.argv[1]):
    for row, episode in enumerate(episodes):
        own = {name: column[row].tolist() for name, column in columns.items() if name != "newestFrames"}
        print(json.dumps({**own, "sha256": hashlib.sha256(observations[row].tobytes()).hexdigest(), "aleSeed": episode["aleSeed"]}))
`;

it('reads every pair from Python as from TypeScript', async () => {
  const directory = await collectExample(temporaryFolder(), 'pairs');
  const packages = fileURLToPath(new URL('../../.python/data-set', import.meta.url));
  const python = await pythonPackages({ requirements, directory: packages, log: console.log });
  const page = await readFile(new URL('../../../../docs/data-sets.md', import.meta.url), 'utf8');
  const shown = /```python\n(.*?)```/s.exec(page)![1]!;
  const output = await runPython(python, ['-c', shown + printPairs, directory]);
  const theirs = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

  const dataSet = await PrescriptionDataSet.open(directory);
  const { table, episodes, size, numActions } = dataSet;
  const buffers = dataSet.createBuffers(1);
  expect(theirs).toHaveLength(size);
  for (let row = 0; row < size; row++) {
    dataSet.readBatch([row], buffers);
    expect(theirs[row]).toEqual({
      qValues: [...table.qValues.subarray(row * numActions, (row + 1) * numActions)],
      prescriptions: [...table.prescriptions.subarray(row * numActions, (row + 1) * numActions)],
      actions: table.actions[row],
      takenActions: table.takenActions[row],
      rewards: table.rewards[row],
      episodes: table.episodes[row],
      steps: table.steps[row],
      sha256: createHash('sha256').update(buffers.pixels).digest('hex'),
      aleSeed: episodes[table.episodes[row]!]!.aleSeed,
    });
  }
});

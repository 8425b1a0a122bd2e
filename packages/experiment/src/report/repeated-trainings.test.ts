import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArtefact } from '@a2pd/artefact';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keptSweeps, readRepeatedTrainings } from './repeated-trainings.js';

let output: string;
beforeEach(async () => {
  output = await mkdtemp(join(tmpdir(), 'a2pd-results-'));
});
afterEach(() => rm(output, { recursive: true, force: true }));

const row = (beta: number, values: readonly number[]) => ({
  ...{ coordinates: { game: 'pong', method: 'a2pd', beta }, seeds: values.map((_, i) => i + 1), lackingSeeds: [] },
  points: values.map((_, i) => `pong-${i + 1}`),
  cells: { 'return, No attack': { values, mean: 19, halfWidth95: values.length > 1 ? 12.7 : null } },
});
const keep = (name: string, kind: 'sweep-table' | 'sweep-result') =>
  writeArtefact(
    join(output, keptSweeps, name),
    { kind, config: {}, seeds: {}, parents: [], scaledDown: '4 of 1,000 epochs' },
    {
      'table.json': JSON.stringify({
        ...{ axes: ['game', 'method', 'beta'], metrics: ['accuracy', 'return, No attack'] },
        rows: [row(1 / 3, [18, 20]), row(0.1, [7])],
      }),
    },
  );

it('are the rows of several seeds, by what the sweep varied', async () => {
  await keep('seeds', 'sweep-table');
  expect(await readRepeatedTrainings(output)).toEqual([
    {
      ...{ game: 'pong', name: 'a2pd, beta 1/3', seeds: ['1', '2'], scaledDown: '4 of 1,000 epochs' },
      returns: { 'No attack': { values: [18, 20], mean: 19, halfWidth95: 12.7 } },
      provedShare: null,
    },
  ]);
});

it('are none where no table is kept, and an error where something else is', async () => {
  expect(await readRepeatedTrainings(output)).toEqual([]);
  await keep('result', 'sweep-result');
  await expect(readRepeatedTrainings(output)).rejects.toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT' });
});

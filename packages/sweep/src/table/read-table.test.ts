import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArtefact } from '@a2pd/artefact';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseGrid } from '../grid.js';
import { readTable } from './read-table.js';
import { type TablePoint, tableOf } from './table.js';
import { writeTable } from './write-table.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-table-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const point = (seed: number, value?: number): TablePoint => ({
  coordinates: { game: 'pong', method: 'a2pd', beta: 0.01, seed },
  name: `pong-${seed}`,
  status: value === undefined ? 'failed' : 'done',
  metrics: value === undefined ? [] : [{ name: 'return, No attack', value }],
});

const writeAt = (directory: string) =>
  writeTable(directory, {
    grid: parseGrid({ name: 'seeds', from: 'pong', axes: { game: ['pong'], beta: [0.01], seed: [1, 2, 3] } }),
    table: tableOf([point(1, 18), point(2, 20), point(3)], ['game', 'beta', 'seed']),
    jobs: { 'pong-1': { key: 'a', status: 'done' } },
    seeds: [1, 2, 3],
    parents: [],
    scaledDown: '4 of 1,000 epochs',
  });

it('is what was written, and how it was scaled down', async () => {
  const directory = join(folder, 'table');
  await writeAt(directory);
  expect(await readTable(directory)).toEqual({
    ...tableOf([point(1, 18), point(2, 20), point(3)], ['game', 'beta', 'seed']),
    scaledDown: '4 of 1,000 epochs',
  });
});

it('is not read from anything else, nor from a table that was changed', async () => {
  const directory = join(folder, 'table');
  await writeAt(directory);
  await writeFile(join(directory, 'table.json'), '{}');
  await expect(readTable(directory)).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
  const other = join(folder, 'other');
  await writeArtefact(other, { kind: 'sweep-table', config: {}, seeds: {}, parents: [] }, { 'table.json': '{}' });
  await expect(readTable(other)).rejects.toMatchObject({
    code: 'CORRUPT_ARTEFACT',
    message: expect.stringContaining('run the sweep again'),
  });
  const result = join(folder, 'result');
  await writeArtefact(result, { kind: 'sweep-result', config: {}, seeds: {}, parents: [] }, { 'table.json': '{}' });
  await expect(readTable(result)).rejects.toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT' });
  await expect(readTable(join(folder, 'absent'))).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
});

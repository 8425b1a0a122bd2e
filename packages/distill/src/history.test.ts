import { join } from 'node:path';
import { Artefact, writeArtefact } from '@a2pd/artefact';
import { expect, it } from 'vitest';
import { historyFile, requireHistory } from './history.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const folder = temporaryFolder();

it.each([
  ['half a line', '{"epoch":1'],
  ['another record', '{"epoch":1}'],
  ['an epoch before the first', '{"epoch":0,"phase":"distill"}'],
])('refuses %s for an epoch', async (name, line) => {
  const directory = join(folder, name.replaceAll(' ', '-'));
  await writeArtefact(directory, { kind: 'policy', game: 'pong', config: {}, seeds: {} }, { 'history.jsonl': line });
  await expect(requireHistory(await Artefact.open(directory))).rejects.toMatchObject({
    code: 'CORRUPT_ARTEFACT',
    message: expect.stringContaining('history.jsonl'),
  });
});

it('is given where there is one', async () => {
  const directory = join(folder, 'teacher');
  await writeArtefact(directory, { kind: 'policy', game: 'pong', config: {}, seeds: {} }, historyFile([]));
  expect(await requireHistory(await Artefact.open(directory))).toEqual([]);
  const without = join(folder, 'without');
  await writeArtefact(without, { kind: 'policy', game: 'pong', config: {}, seeds: {} }, {});
  await expect(requireHistory(await Artefact.open(without))).rejects.toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT' });
});

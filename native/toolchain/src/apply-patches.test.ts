import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyPatches } from './apply-patches.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-patches-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('changes a text that is there once, below a notice', async () => {
  await writeFile(join(folder, 'a.js'), 'one two');
  await applyPatches(folder, [{ file: 'a.js', from: 'two', to: '2' }], '// changed\n');
  expect(await readFile(join(folder, 'a.js'), 'utf8')).toBe('// changed\none 2');
});

it.each([
  ['not there', 'other', 0],
  ['there twice', 'x', 2],
])('stops the build where the text is %s, and changes nothing', async (_, from, received) => {
  await writeFile(join(folder, 'b.js'), 'x x');
  await expect(applyPatches(folder, [{ file: 'b.js', from, to: 'y' }])).rejects.toMatchObject({
    code: 'BUILD_FAILED',
    details: { received },
  });
  expect(await readFile(join(folder, 'b.js'), 'utf8')).toBe('x x');
});

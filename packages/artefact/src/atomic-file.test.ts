import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeFileAtomically } from './atomic-file.js';

it('replaces a file, makes its folder, and leaves no temporary behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'a2pd-atomic-'));
  const file = join(folder, 'deep', 'state.json');
  await writeFileAtomically(file, 'one');
  await writeFileAtomically(file, Buffer.alloc(3_000_000, 7));
  expect((await readFile(file)).byteLength).toBe(3_000_000);
  expect(await readdir(join(folder, 'deep'))).toEqual(['state.json']);
  await rm(folder, { recursive: true });
});

it('keeps the old contents and explains when it cannot write', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'a2pd-atomic-'));
  await writeFileAtomically(join(folder, 'file'), 'old');
  await expect(writeFileAtomically(join(folder, 'file', 'below'), 'new')).rejects.toMatchObject({
    code: 'FILE_UNAVAILABLE',
  });
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('old');
  await rm(folder, { recursive: true });
});

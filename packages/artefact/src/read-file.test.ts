import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Artefact } from './artefact.js';
import { peekManifest } from './manifest-peek.js';
import { atMost, readRegularFile } from './read-file.js';
import { readIfPresent } from './read-if-present.js';
import { writeArtefact } from './writer.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-read-'));
  path = join(folder, 'x');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What is no regular file, by how it is made. */
const others: readonly [name: string, make: (path: string) => Promise<void>][] = [
  ['a pipe', async (path) => void execFileSync('mkfifo', [path])],
  ['a device', (path) => symlink('/dev/zero', path)],
  ['a folder', async (path) => void (await mkdir(path))],
];

it('reads a file as it is, also by a link', async () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i);
  await writeFile(path, bytes);
  await symlink(path, join(folder, 'link'));
  expect(Uint8Array.from(await readRegularFile(join(folder, 'link')))).toEqual(bytes);
});

it.each(others)('does not wait for %s, nor read it', async (name, make) => {
  await make(path);
  await expect(readRegularFile(path)).rejects.toThrow(`it is ${name}, not a regular file`);
  await expect(readIfPresent(path, 'remove it')).rejects.toMatchObject({
    code: 'FILE_UNAVAILABLE',
    remedy: 'remove it',
  });
});

it('refuses an implausible size before it reads', async () => {
  await writeFile(path, '');
  await truncate(path, 2 ** 40);
  await expect(readRegularFile(path)).rejects.toThrow('it has 1099511627776 bytes');
  await expect(readRegularFile(path, atMost(7))).rejects.toThrow('at most 7');
});

it.each(others)('an artefact whose manifest or file is %s is refused', async (_, make) => {
  const write = () => writeArtefact(path, { kind: 'policy', config: {}, seeds: {} }, { file: 'contents' });
  await write();
  const artefact = await Artefact.open(path);
  await rm(join(path, 'file'));
  await make(join(path, 'file'));
  await expect(artefact.read('file')).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
  await rm(path, { recursive: true });
  await write();
  await rm(join(path, 'manifest.json'));
  expect(peekManifest(path)).toBeUndefined();
  await make(join(path, 'manifest.json'));
  await expect(Artefact.open(path)).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
  expect(peekManifest(path)).toBeUndefined();
});

it('an artefact whose file has another size is damaged, found out before it is read', async () => {
  await writeArtefact(path, { kind: 'policy', config: {}, seeds: {} }, { file: 'contents' });
  await truncate(join(path, 'file'), 2 ** 40);
  const artefact = await Artefact.open(path);
  expect(peekManifest(path)).toMatchObject({ kind: 'policy' });
  await expect(artefact.read('file')).rejects.toMatchObject({
    code: 'CORRUPT_ARTEFACT',
    message: expect.stringContaining('1099511627776 bytes instead of 8'),
  });
  await truncate(join(path, 'manifest.json'), 2 ** 40);
  await expect(Artefact.open(path)).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
  expect(peekManifest(path)).toBeUndefined();
});

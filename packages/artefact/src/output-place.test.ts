import { execFileSync } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder, writeFileAtomically } from './atomic-file.js';
import { makerMark } from './maker-mark.js';
import { requireWritable } from './output-place.js';
import { writeArtefact } from './writer.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-place-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const refusal = (code: string, received: string) => ({
  code,
  message: expect.stringContaining(received),
  remedy: expect.stringContaining('another place'),
});

describe('what is neither file nor folder', () => {
  it.runIf(process.platform === 'linux').each([
    ['a pipe', async (path: string) => void execFileSync('mkfifo', [path])],
    ['a symbolic link', (path: string) => symlink(join(folder, 'elsewhere'), path)],
    ['a folder', (path: string) => mkdir(path)],
  ])('%s is no place for a file, by force neither, and stays what it is', async (name, make) => {
    const path = join(folder, 'x');
    await make(path);
    const { mode } = await lstat(path);
    for (const attempt of [
      () => requireWritable(path),
      () => requireWritable(path, { force: true }),
      () => writeFileAtomically(path, 'new'),
    ]) {
      await expect(attempt()).rejects.toMatchObject(refusal('FILE_UNAVAILABLE', name));
    }
    expect((await lstat(path)).mode).toBe(mode);
    expect(await readdir(folder)).toEqual(['x']);
  });

  it('nor is a socket or a device', async () => {
    const path = join(folder, 's');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    await expect(requireWritable(path)).rejects.toMatchObject(refusal('FILE_UNAVAILABLE', 'a socket'));
    await new Promise((resolve) => server.close(resolve));
    await expect(requireWritable('/dev/null')).rejects.toMatchObject(refusal('FILE_UNAVAILABLE', 'a device'));
    await expect(writeFileAtomically('/dev/null', '')).rejects.toMatchObject(refusal('FILE_UNAVAILABLE', 'a device'));
  });

  it('nor is the name of a folder', async () => {
    await expect(requireWritable(`${folder}/x.npy/`)).rejects.toMatchObject(refusal('FILE_UNAVAILABLE', 'of a folder'));
    await expect(requireWritable('')).rejects.toMatchObject(refusal('FILE_UNAVAILABLE', 'a folder'));
  });

  it.each(['file', 'link'])('a %s is no place for an artefact', async (name) => {
    const path = join(folder, name);
    await (name === 'file' ? writeFile(path, makerMark) : symlink(folder, path));
    await expect(requireWritable(path, { kind: 'policy' })).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
  });
});

describe('a file', () => {
  it('may be new, in folders that are made, and nothing else is left', async () => {
    await requireWritable(join(folder, 'deep/er/x.svg'));
    expect(await readdir(join(folder, 'deep/er'))).toEqual([]);
  });

  it.each([
    ['at its beginning', `${makerMark} ${'.'.repeat(5e6)}`],
    ['at its end', `${'.'.repeat(5e6)} ${makerMark}`],
  ])('may be one that bears our mark %s', async (_, contents) => {
    await writeFile(join(folder, 'x'), contents);
    await requireWritable(join(folder, 'x'));
    await expect(requireWritable(join(folder, 'x'), { mark: 'another mark' })).rejects.toMatchObject({
      code: 'FILE_UNAVAILABLE',
    });
  });

  it.each(['', 'mine'])('may be no other (%j), but by force', async (contents) => {
    const path = join(folder, 'x');
    await writeFile(path, contents);
    await expect(requireWritable(path)).rejects.toMatchObject({
      code: 'FILE_UNAVAILABLE',
      message: `Expected a file that says that a2pd wrote it, or nothing, at ${path} but received "another file"; choose another place, or replace it by force`,
    });
    expect(await readFile(path, 'utf8')).toBe(contents);
    await requireWritable(path, { force: true });
    expect(await readFile(path, 'utf8')).toBe(contents);
  });

  it('may not lie below another file', async () => {
    await writeFile(join(folder, 'x'), '');
    await expect(requireWritable(join(folder, 'x/y'))).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
  });
});

describe('an artefact', () => {
  it('may be new, or take the place of one of its kind', async () => {
    const path = join(folder, 'x');
    await requireWritable(path, { kind: 'policy' });
    await writeArtefact(path, { kind: 'policy', config: {}, seeds: {} }, {});
    await requireWritable(path, { kind: 'policy' });
    expect(await readdir(folder)).toEqual(['x']);
    await expect(requireWritable(path, { kind: 'audit' })).rejects.toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT' });
  });

  it('does not take the place of a folder of something else', async () => {
    const path = join(folder, 'mine');
    await mkdir(path);
    await writeFile(join(path, 'notes'), '');
    await expect(requireWritable(path, { kind: 'policy' })).rejects.toMatchObject(
      refusal('INCOMPATIBLE_ARTEFACT', 'a folder without manifest'),
    );
    expect(await readdir(path)).toEqual(['notes']);
  });
});

describe('folders', () => {
  it('are made by several at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => makeFolder(join(folder, 'a/b/c'))));
    expect(await readdir(join(folder, 'a/b'))).toEqual(['c']);
  });

  it.runIf(process.platform === 'linux')('are refused where the file system makes none', async () => {
    await expect(makeFolder('/proc/a2pd/x')).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
    await expect(requireWritable('/proc/a2pd/x')).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
  });
});

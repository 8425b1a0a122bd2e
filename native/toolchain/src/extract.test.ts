import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extract } from './extract.js';
import { extractTar } from './extract-tar.js';
import { extractZip } from './extract-zip.js';

let folder: string;

const script = `
import io, sys, tarfile, zipfile
members = {"top/a.txt": b"a" * 100000, "top/deep/b.txt": b"b", "top/skipped.txt": b"s", "../outside.txt": b"o"}
folder = sys.argv[1]
with tarfile.open(folder + "/archive.tar.gz", "w:gz") as tar:
    for name, data in members.items():
        info = tarfile.TarInfo(name)
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
    link = tarfile.TarInfo("top/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    tar.addfile(link)
with zipfile.ZipFile(folder + "/archive.whl", "w", zipfile.ZIP_DEFLATED) as archive:
    for name, data in members.items():
        if ".." not in name:
            archive.writestr(name, data)
with zipfile.ZipFile(folder + "/hostile.whl", "w") as archive:
    archive.writestr("../outside.txt", b"o")
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-extract-'));
  execFileSync('python3', ['-c', script, folder]);
});
afterAll(() => rm(folder, { recursive: true }));

const place = (member: string) =>
  member.startsWith('top/') && !member.includes('skipped') ? member.slice('top/'.length) : undefined;

describe.each(['archive.tar.gz', 'archive.whl'])('extract %s', (name) => {
  it('writes the chosen members, without links, in place of what was there', async () => {
    const into = join(folder, `chosen-${name}`);
    for (let run = 0; run < 2; run++) {
      expect(await extract(join(folder, name), { into, place })).toBe(2);
      await expect(readFile(join(into, 'left-over'))).rejects.toThrow('ENOENT');
      await writeFile(join(into, 'left-over'), '');
    }
    expect((await readdir(into, { recursive: true })).sort()).toEqual(['a.txt', 'deep', 'deep/b.txt', 'left-over']);
    expect(await readFile(join(into, 'a.txt'), 'utf8')).toBe('a'.repeat(100_000));
  });

  it('refuses a damaged archive, and leaves what was there', async () => {
    const into = join(folder, `damaged-${name}`);
    await extract(join(folder, name), { into, place });
    const damaged = join(folder, `damaged.${name}`);
    await writeFile(damaged, await readFile(join(folder, name)));
    await truncate(damaged, 200);
    await expect(extract(damaged, { into, place })).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
    expect((await readdir(into)).sort()).toEqual(['a.txt', 'deep']);
    expect((await readdir(folder)).filter((entry) => entry.startsWith(`.damaged-${name}`))).toEqual([]);
  });

  it('refuses to write outside its folder, and an archive without the members', async () => {
    const into = join(folder, `refused-${name}`);
    await expect(extract(join(folder, name), { into, place: (member) => `../${member}` })).rejects.toMatchObject({
      code: 'CORRUPT_ARTEFACT',
      message: expect.stringContaining('leave its folder'),
    });
    await expect(extract(join(folder, name), { into, place: () => undefined })).rejects.toThrow(/none of the members/);
    await expect(readdir(into)).rejects.toThrow('ENOENT');
  });
});

it.runIf(process.platform === 'linux').each([
  ['archive.tar.gz', extractTar],
  ['archive.whl', extractZip],
])('says that the disk is full: %s', async (name, extractAll) => {
  await expect(extractAll(join(folder, name), () => '/dev/full')).rejects.toMatchObject({ code: 'ENOSPC' });
});

it.each(['archive.tar.gz', 'archive.whl'])('ends when a member cannot be written: %s', async (name) => {
  const into = join(folder, `unwritable-${name}`);
  const below = (member: string) => (member.endsWith('a.txt') ? 'file' : 'file/below');
  await expect(extract(join(folder, name), { into, place: below })).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
  expect((await readdir(folder)).filter((entry) => entry.includes('unwritable'))).toEqual([]);
});

it('refuses members whose own paths lead outside', async () => {
  for (const name of ['archive.tar.gz', 'hostile.whl']) {
    const into = join(folder, 'hostile');
    await expect(extract(join(folder, name), { into, place: (member) => member })).rejects.toMatchObject({
      code: 'CORRUPT_ARTEFACT',
    });
  }
  expect(await readdir(join(folder, '..')).then((entries) => entries.includes('outside.txt'))).toBe(false);
});

import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Artefact } from './artefact.js';
import { sealManifest } from './manifest-seal.js';
import { ArtefactWriter, writeArtefact } from './writer.js';

const description = { kind: 'policy', game: 'pong', config: { hidden: 512 }, seeds: { training: 1 } } as const;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-artefact-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('writeArtefact and Artefact', () => {
  it('round-trips files and names its parents', async () => {
    const directory = join(folder, 'teacher');
    await writeArtefact(directory, description, { 'weights.bin': Uint8Array.of(1, 2, 3), 'logs/a.txt': 'hello' });
    const artefact = await Artefact.open(directory, 'policy');
    expect([...(await artefact.read('weights.bin'))]).toEqual([1, 2, 3]);
    expect((await artefact.read('logs/a.txt')).toString()).toBe('hello');
    expect(artefact.manifest).toMatchObject({ ...description, schemaVersion: 1 });

    const student = await writeArtefact(join(folder, 'student'), { ...description, parents: [artefact.reference] }, {});
    expect(student.parents?.[0]?.manifestSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('replaces an older artefact of the same kind and refuses to replace anything else', async () => {
    const directory = join(folder, 'x');
    await writeArtefact(directory, description, { 'a.txt': 'old' });
    await writeArtefact(directory, description, { 'a.txt': 'new' });
    expect((await (await Artefact.open(directory)).read('a.txt')).toString()).toBe('new');
    await expect(writeArtefact(directory, { ...description, kind: 'report' }, {})).rejects.toMatchObject({
      code: 'INCOMPATIBLE_ARTEFACT',
    });
    const precious = join(folder, 'precious');
    await mkdir(precious);
    await writeFile(join(precious, 'thesis.txt'), 'years');
    await expect(writeArtefact(precious, description, {})).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
    expect(await readFile(join(precious, 'thesis.txt'), 'utf8')).toBe('years');
    expect((await readdir(folder)).sort()).toEqual(['precious', 'x']);
  });

  it('takes what does not fit the schema for the work of another version', async () => {
    const directory = join(folder, 'teacher');
    await writeArtefact(directory, description, {});
    const artefact = await Artefact.open(directory);
    expect(artefact.parse(z.object({ hidden: z.number() }), artefact.manifest.config)).toEqual({ hidden: 512 });
    expect(() => artefact.parse(z.object({ hidden: z.string() }), artefact.manifest.config)).toThrow(
      expect.objectContaining({
        code: 'INCOMPATIBLE_ARTEFACT',
        message: expect.stringContaining('another version (hidden: '),
      }),
    );
  });

  it('shares files that never change with an older artefact, which may then go', async () => {
    const [older, newer] = [join(folder, 'older'), join(folder, 'newer')];
    await writeArtefact(older, description, { 'frames/0': 'frames', 'frames/1': 'more', 'a.txt': 'a' });
    const owner = await Artefact.open(older);
    await writeFile(join(older, 'frames/1'), 'of another size');
    const writer = await ArtefactWriter.begin(newer);
    expect(await writer.share('frames/0', owner)).toBe(true);
    expect(await writer.share('frames/1', owner)).toBe(false);
    expect(await writer.share('frames/2', owner)).toBe(false);
    await writer.write('frames/1', 'more');
    expect(writer.bytes).toBe(10);
    await writer.commit(description);
    expect((await stat(join(newer, 'frames/0'))).nlink).toBe(2);
    await rm(older, { recursive: true });
    const artefact = await Artefact.open(newer);
    expect(String(await artefact.read('frames/0')) + String(await artefact.read('frames/1'))).toBe('framesmore');
  });

  it('leaves nothing behind when it is aborted', async () => {
    const writer = await ArtefactWriter.begin(join(folder, 'x'));
    await writer.write('a.txt', 'a');
    await writer.abort();
    expect(await readdir(folder)).toEqual([]);
    await expect(writer.write('b.txt', 'b')).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  it.each(['../a', '/etc/passwd', 'a/../../b', '.hidden', '__proto__/../x', 'manifest.json', 'a//b', ''])(
    'refuses the file name %j',
    async (path) => {
      await expect(writeArtefact(join(folder, 'x'), description, { [path]: 'a' })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('finds every flipped bit and every truncation', async () => {
    const directory = join(folder, 'x');
    const contents = Buffer.from('the weights of a teacher');
    await writeArtefact(directory, description, { 'w.bin': contents });
    const artefact = await Artefact.open(directory);
    await fc.assert(
      fc.asyncProperty(fc.nat(contents.length - 1), fc.nat(7), fc.boolean(), async (byte, bit, truncate) => {
        const damaged = Buffer.from(contents);
        damaged[byte]! ^= 1 << bit;
        await writeFile(join(directory, 'w.bin'), truncate ? contents.subarray(0, byte) : damaged);
        await expect(artefact.read('w.bin')).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
      }),
      { numRuns: 200 },
    );
  });

  it('finds every flipped bit of the manifest, which nothing else vouches for', async () => {
    const directory = join(folder, 'x');
    await writeArtefact(directory, description, { 'a.txt': 'a' });
    const file = join(directory, 'manifest.json');
    const sound = await readFile(file);
    expect((await Artefact.open(directory)).manifest).not.toHaveProperty('seal');
    for (let bit = 0; bit < sound.length * 8; bit += 3) {
      const damaged = Buffer.from(sound);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      await writeFile(file, damaged);
      await expect(Artefact.open(directory), `bit ${bit}`).rejects.toMatchObject({
        code: expect.stringMatching('CORRUPT_ARTEFACT|INCOMPATIBLE_ARTEFACT'),
      });
    }
    // As older versions wrote it.
    await writeFile(file, sound.toString().replace(/,\n {2}"seal": .*/, ''));
    expect((await Artefact.open(directory)).manifest.game).toBe('pong');
  });

  it('refuses a damaged manifest, one of another format, and one that points elsewhere', async () => {
    const directory = join(folder, 'x');
    await writeArtefact(directory, description, { 'a.txt': 'a' });
    const file = join(directory, 'manifest.json');
    const text = await readFile(file, 'utf8');
    const openWith = async (changed: string) => {
      await writeFile(file, changed);
      return Artefact.open(directory);
    };
    await expect(openWith(text.slice(0, 40))).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
    await expect(openWith(text.replace('"schemaVersion": 1', '"schemaVersion": 2'))).rejects.toMatchObject({
      code: 'INCOMPATIBLE_ARTEFACT',
    });
    await expect(openWith(text.replace('a.txt', '../../a.txt'))).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
    await expect(openWith('null')).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
    await expect(Artefact.open(join(folder, 'absent'), 'policy')).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
  });

  it('tells what another version wrote from what is damaged', async () => {
    const directory = join(folder, 'x');
    const { files, ...manifest } = await writeArtefact(directory, description, {});
    await writeFile(join(directory, 'manifest.json'), sealManifest({ ...manifest, mood: 'calm', files }));
    await expect(Artefact.open(directory)).rejects.toMatchObject({
      code: 'INCOMPATIBLE_ARTEFACT',
      message: expect.stringContaining('mood'),
    });
  });

  it('mends what a killed process left behind', async () => {
    const directory = join(folder, 'x');
    await writeArtefact(directory, description, { 'a.txt': 'old' });
    const noSuchProcess = 2 ** 22 + 1;
    const id = '00000000-0000-0000-0000-000000000000';
    await rename(directory, join(folder, `.x.${noSuchProcess}.${id}.previous`));
    await mkdir(join(folder, `.x.${noSuchProcess}.${id}.partial`));
    expect((await (await Artefact.open(directory)).read('a.txt')).toString()).toBe('old');
    await (await ArtefactWriter.begin(directory)).abort();
    expect(await readdir(folder)).toEqual(['x']);
  });

  it('leaves alone what a process of another machine is writing', async () => {
    const partial = '.x.0123abcd-4194305.00000000-0000-0000-0000-000000000000.partial';
    await mkdir(join(folder, partial));
    await writeArtefact(join(folder, 'x'), description, {});
    expect((await readdir(folder)).sort()).toEqual([partial, 'x']);
  });

  it('explains a folder that cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(writeArtefact(join(folder, 'file', 'x'), description, {})).rejects.toMatchObject({
      code: 'FILE_UNAVAILABLE',
    });
  });
});

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFolderLocked, lockFolder } from './lock.js';
import { ownIdentity } from './process-identity.js';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'a2pd-lock-')), 'run');
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

/** A process that has ended: its number is free. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'close');
  return child.pid!;
}

describe('lockFolder', () => {
  it('lets one in at a time', async () => {
    const lock = await lockFolder(folder, 'the run pong');
    await expect(lockFolder(folder, 'the run pong')).rejects.toMatchObject({
      code: 'IN_USE',
      message: expect.stringContaining(`Process ${process.pid} on ${hostname()} is at work in the run pong`),
    });
    await lock.release();
    await lock.release();
    await (await lockFolder(folder, 'the run pong')).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('says that it cannot read what stands in the way', async () => {
    await mkdir(join(folder, '.lock'), { recursive: true });
    await expect(lockFolder(folder, 'the run pong')).rejects.toMatchObject({
      code: 'FILE_UNAVAILABLE',
      message: expect.stringContaining('remove it'),
    });
    expect(await isFolderLocked(folder)).toBe(false);
  });

  it('takes over from a process that has ended, and from one whose number another has now', async () => {
    const own = ownIdentity();
    const abandoned = [
      JSON.stringify({ ...own, pid: await endedPid() }),
      ...(own.start === null ? [] : [JSON.stringify({ ...own, start: 'another boot/17' })]),
      '{"pid":',
      '',
    ];
    for (const text of abandoned) {
      await (await lockFolder(folder, 'it')).release();
      await writeFile(join(folder, '.lock'), text);
      await (await lockFolder(folder, 'it')).release();
    }
  });

  it('takes over from a process that ended while it was taking over', async () => {
    await (await lockFolder(folder, 'it')).release();
    const [first, second] = [await endedPid(), await endedPid()].map((pid) =>
      JSON.stringify({ ...ownIdentity(), pid }),
    );
    const turn = createHash('sha256').update(first!).digest('hex').slice(0, 16);
    await writeFile(join(folder, '.lock'), first!);
    await writeFile(join(folder, `.lock.${turn}`), second!);
    await (await lockFolder(folder, 'it')).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('does not judge a process of another machine', async () => {
    await (await lockFolder(folder, 'it')).release();
    await writeFile(join(folder, '.lock'), JSON.stringify({ ...ownIdentity(), host: 'elsewhere' }));
    await expect(lockFolder(folder, 'it')).rejects.toMatchObject({ code: 'IN_USE' });
  });

  it('has one winner when many take over at once', async () => {
    for (let round = 0; round < 100; round++) {
      await rm(folder, { recursive: true, force: true });
      await (await lockFolder(folder, 'it')).release();
      await writeFile(join(folder, '.lock'), JSON.stringify({ ...ownIdentity(), pid: 2 ** 22 + 1 }));
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder, 'it')));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await readdir(folder)).toEqual(['.lock']);
    }
  });

  it('can be asked whether somebody is in', async () => {
    expect(await isFolderLocked(folder)).toBe(false);
    const lock = await lockFolder(folder, 'it');
    expect(await isFolderLocked(folder)).toBe(true);
    await lock.release();
    expect(await isFolderLocked(folder)).toBe(false);
    await writeFile(join(folder, '.lock'), JSON.stringify({ ...ownIdentity(), pid: await endedPid() }));
    expect(await isFolderLocked(folder)).toBe(false);
    await writeFile(join(folder, '.lock'), JSON.stringify({ ...ownIdentity(), host: 'elsewhere' }));
    expect(await isFolderLocked(folder)).toBe(true);
  });

  it('explains a folder that cannot be written', async () => {
    await writeFile(join(folder, '..', 'file'), '');
    await expect(lockFolder(join(folder, '..', 'file', 'x'), 'it')).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
  });
});

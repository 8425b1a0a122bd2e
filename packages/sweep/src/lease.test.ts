import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownIdentity } from '@a2pd/artefact';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acquireLease } from './lease.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-lease-'));
  file = join(folder, '.lease');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('is had by one at a time, however many want it', async () => {
  let holders = 0;
  const turns: number[] = [];
  await Promise.all(
    [1, 2, 3, 4].map(async (turn) => {
      const lease = await acquireLease(file, { pollMs: 5 });
      expect(++holders).toBe(1);
      await sleep(20);
      turns.push(turn);
      holders--;
      await lease.release();
    }),
  );
  expect(turns).toHaveLength(4);
  expect(await readdir(folder)).toEqual([]);
});

it.each([
  ['signs of life', 3_000, 3_000, 7_000],
  ['them as rarely as it said it would', 60_000, 50, 1_000],
])(
  'stays with a holder that shows %s, and waiting for it can be given up',
  async (_, holderMs, waiterMs, givenUpMs) => {
    const lease = await acquireLease(file, { staleMs: holderMs });
    const signal = AbortSignal.timeout(givenUpMs);
    await expect(acquireLease(file, { staleMs: waiterMs, pollMs: 20, signal })).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
    expect(lease.lost.aborted).toBe(false);
    await lease.release();
  },
);

it('says that it cannot read what stands in the way', async () => {
  await mkdir(file);
  await expect(acquireLease(file)).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
});

const own = ownIdentity();

it.each([
  ['a process that is gone', { host: hostname(), pid: spawnSync(process.execPath, ['--version']).pid }],
  // As in a container that was started anew.
  ['one whose number another has now', { ...own, start: own.start && `${own.start.split('/')[0]}/1` }],
])('is taken at once from %s', async (_, holder) => {
  if ('start' in holder && holder.start === null) return;
  await writeFile(file, JSON.stringify({ ...holder, sign: 'x' }));
  const beganAtMs = performance.now();
  const lease = await acquireLease(file);
  expect(performance.now() - beganAtMs).toBeLessThan(5_000);
  await lease.release();
});

it.each([
  ['another machine', JSON.stringify({ host: 'elsewhere', pid: 1, sign: 'x' })],
  ['a writer cut off', '{"host":'],
])('is taken from %s after a while without a sign of life', async (_, text) => {
  await writeFile(file, text);
  const beganAtMs = performance.now();
  const lease = await acquireLease(file, { staleMs: 400, pollMs: 20 });
  expect(performance.now() - beganAtMs).toBeGreaterThan(390);
  await lease.release();
});

it('tells a holder that was taken over, and leaves the new holder its file', async () => {
  const suspended = await acquireLease(file, { staleMs: 500 });
  await rm(file);
  const text = JSON.stringify({ host: 'elsewhere', pid: 1, sign: 'x' });
  await writeFile(file, text);
  while (!suspended.lost.aborted) await sleep(20);
  await suspended.release();
  expect(await readFile(file, 'utf8')).toBe(text);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { withLock } from './lock.js';

it('says whom it waits for, and waits no longer than it has patience', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'a2pd-wait-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'stamp.lock');
  await writeFile(file, JSON.stringify({ pid: 1, host: 'a container that is gone', start: null }));
  const lines: string[] = [];
  const work = async () => 'done';
  await expect(withLock(file, (line) => lines.push(line), work, 300)).rejects.toMatchObject({
    code: 'IN_USE',
    remedy: expect.stringContaining(`remove ${file}`),
  });
  expect(lines).toEqual([expect.stringContaining('Process 1 on a container that is gone')]);
  await rm(file);
  expect(await withLock(file, (line) => lines.push(line), work, 300)).toBe('done');
});

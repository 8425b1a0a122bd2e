import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freshFolder } from './fresh-folder.js';

it('removes what an interrupted run of the same name left, and nothing else', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'a2pd-fresh-'));
  onTestFinished(() => rm(parent, { recursive: true }));
  const others = ['torch', '.torch-cpu-Ab12Cd', '.torch-notes', 'torch.stamp.json'];
  for (const name of others) await mkdir(join(parent, name));
  const first = await freshFolder(parent, 'torch');
  await mkdir(join(first, 'half'));
  const second = await freshFolder(parent, 'torch');
  expect((await readdir(parent)).sort()).toEqual([...others, basename(second)].sort());
  // As open as any folder: an installation is not for one user alone.
  expect((await stat(second)).mode).toBe((await stat(join(parent, 'torch'))).mode);
});

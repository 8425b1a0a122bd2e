import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installCommand } from './install-command.js';

const before = process.cwd();
let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'a2pd-command-')));
  process.chdir(folder);
});
afterEach(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true });
});

it('is the build where the sources are', async () => {
  await mkdir(join(folder, 'src'));
  expect(installCommand(folder)).toBe('pnpm build');
});

it('is a2pd where that is installed', async () => {
  await mkdir(join(folder, 'node_modules', '.bin'), { recursive: true });
  await writeFile(join(folder, 'node_modules', '.bin', 'a2pd'), '');
  expect(installCommand(join(folder, 'node_modules', '@a2pd', 'ale'))).toBe('npx a2pd install');
});

it('is nothing that npx would have to fetch', () => {
  expect(installCommand(folder)).toBe(`node ${join(folder, 'install.mjs')}`);
});

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArtefact } from '@a2pd/artefact';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isArtefact, policyFolder } from './zoo-folder.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-folder-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const refusal = (why: string) =>
  expect.objectContaining({ code: 'FILE_UNAVAILABLE', message: expect.stringContaining(why) });

it('a file is no folder of policies, and none lies below it', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  for (const path of [file, join(file, 'student'), join(file, 'run', 'student')]) {
    expect(isArtefact(path)).toBe(false);
    expect(() => policyFolder(path)).toThrow(refusal('ENOTDIR'));
  }
});

it('what is not there is told by what there is', async () => {
  expect(() => policyFolder(join(folder, 'none'))).toThrow(refusal('found no manifest.json there'));
});

it('a folder of policies is told by what lies in it, and a run of measurements alone is one', async () => {
  const run = join(folder, 'mine');
  await writeArtefact(join(run, 'student-a'), { kind: 'policy', game: 'pong', config: {}, seeds: {} }, {});
  expect(() => policyFolder(run)).toThrow(refusal(`there are student-a in ${run}`));
  await mkdir(join(folder, 'measured', 'evaluations'), { recursive: true });
  expect(() => policyFolder(join(folder, 'mesured', 'student'))).toThrow(refusal('there are the runs measured, mine'));
});

it.runIf(process.platform === 'linux')('looks into no pipe for what else there is', async () => {
  await mkdir(join(folder, 'other'));
  execFileSync('mkfifo', [join(folder, 'other', 'manifest.json')]);
  expect(() => policyFolder(join(folder, 'none'))).toThrow(refusal('there is no policy'));
});

it.skipIf(process.getuid?.() === 0)('a folder that may not be read is refused', async () => {
  await mkdir(join(folder, 'closed', 'student'), { recursive: true, mode: 0o000 });
  expect(() => policyFolder(join(folder, 'closed', 'student'))).toThrow(refusal('EACCES'));
});

/** Places and files that commands are given and that are not what they should be: refused in words, and left as they were. */
import { execFileSync } from 'node:child_process';
import { cp, lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runA2pd } from './run-a2pd.js';

const student = fileURLToPath(new URL('../../../zoo/pong/student-a2pd', import.meta.url));
let folder: string;
const at = (...names: string[]) => join(folder, ...names);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-outside-'));
  await writeFile(at('file'), 'of somebody else');
  await cp(student, at('pipe'), { recursive: true });
  await rm(at('pipe', 'manifest.json'));
  execFileSync('mkfifo', [at('pipe', 'manifest.json')]);
  await cp(student, at('device'), { recursive: true });
  await rm(at('device', 'weights.safetensors'));
  await symlink('/dev/zero', at('device', 'weights.safetensors'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function errorOf(...args: string[]) {
  const { status, stderr } = await runA2pd([...args, '--json']);
  return { status, ...JSON.parse(stderr.trim().split('\n').at(-1) ?? '').error };
}

it.runIf(process.platform === 'linux')('a place where no folder can be made is refused at once', async () => {
  const training = ['train', '--game', 'pong', '--hyperparameters', 'pipeline', '--run', 'x'];
  expect(await errorOf(...training, '--runs', '/proc/a2pd')).toMatchObject({ status: 1, code: 'FILE_UNAVAILABLE' });
});

it.each([
  ['a run', ['evaluate', '--run', 'file', '--runs', '.']],
  [
    'a run that is to be trained',
    ['train', '--game', 'pong', '--hyperparameters', 'pipeline', '--run', 'file', '--runs', '.'],
  ],
  ['the folder of all runs', ['collect', '--run', 'x', '--runs', 'file']],
  ['what lies above a policy', ['evaluate', '--run', 'x', '--policy', 'file/student']],
  ['prescriptions', ['dataset', 'verify', 'file']],
])('%s that is a file is refused', async (_, args) => {
  const placed = args.map((word) =>
    word === '.' ? folder : word.startsWith('file') && args.includes('.') === false ? at(word) : word,
  );
  expect(await errorOf(...placed)).toMatchObject({ status: 1, code: 'FILE_UNAVAILABLE', remedy: expect.any(String) });
});

it.each(['pipe', 'device'])('a policy with a %s for a file is refused, not waited for', async (name) => {
  const { code, message } = await errorOf('play', '--policy', at(name), '--max-agent-steps', '4');
  expect([code, message]).toEqual(['FILE_UNAVAILABLE', expect.stringContaining(`it is a ${name}, not a regular file`)]);
});

it('curves draws into no file but its own', async () => {
  const curves = (...args: string[]) => ['curves', student, '--svg', ...args];
  expect(await errorOf(...curves(at('file')))).toMatchObject({
    code: 'FILE_UNAVAILABLE',
    remedy: expect.stringContaining('--force'),
  });
  expect(await readFile(at('file'), 'utf8')).toBe('of somebody else');
  await symlink(at('file'), at('link.svg'));
  for (const place of ['/dev/null', at('link.svg'), folder]) {
    expect(await errorOf(...curves(place, '--force'))).toMatchObject({ code: 'FILE_UNAVAILABLE' });
  }
  expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
  expect((await lstat(at('link.svg'))).isSymbolicLink()).toBe(true);
  for (const _ of ['made', 'made again']) expect((await runA2pd(curves(at('own.svg')))).status).toBe(0);
  await writeFile(at('other.svg'), '<svg/>');
  expect((await runA2pd(curves(at('other.svg'), '--force'))).status).toBe(0);
  expect(await readFile(at('other.svg'), 'utf8')).toContain('written by a2pd');
});

it('play replaces its own film, and no other', async () => {
  const film = (place: string, ...args: string[]) => [
    'play',
    '--policy',
    student,
    '--max-agent-steps',
    '4',
    '--output',
    place,
    ...args,
  ];
  for (const _ of ['made', 'made again']) expect((await runA2pd(film(at('own.gif')))).status).toBe(0);
  await writeFile(at('other.gif'), 'GIF89a of somebody else');
  expect(await errorOf(...film(at('other.gif')))).toMatchObject({ code: 'FILE_UNAVAILABLE' });
  expect((await runA2pd(film(at('other.gif'), '--force'))).status).toBe(0);
});

it('an option that lacks its value names no file', async () => {
  const before = await readdir('.');
  const { status, code } = await errorOf('curves', student, '--svg');
  expect([status, code]).toEqual([2, 'INVALID_ARGUMENT']);
  expect(await readdir('.')).toEqual(before);
});

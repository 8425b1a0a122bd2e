import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { namedPolicy } from './policy-name.js';
import { runFolder } from './run-folder.js';
import { listZoo, parseZooName, policyFolder, zooTeacher } from './zoo-folder.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-zoo-'));
  process.env.A2PD_ZOO = folder;
  for (const entry of ['pong/student-a2pd', 'pong/teacher', 'freeway/teacher', 'pong/.partial']) {
    await mkdir(join(folder, entry), { recursive: true });
    await writeFile(join(folder, entry, 'manifest.json'), '{}');
  }
  await mkdir(join(folder, 'pong', 'empty'));
});
afterEach(async () => {
  delete process.env.A2PD_ZOO;
  await rm(folder, { recursive: true });
});

it('lists whole entries by game, teachers first', () => {
  expect(listZoo().map(({ game, name }) => `${game}/${name}`)).toEqual([
    'freeway/teacher',
    'pong/teacher',
    'pong/student-a2pd',
  ]);
  expect(zooTeacher('pong')).toBe(join(folder, 'pong', 'teacher'));
  expect(zooTeacher('boxing')).toBeUndefined();
});

it('finds the zoo of the project where no other is named', () => {
  delete process.env.A2PD_ZOO;
  expect(listZoo()).toContainEqual({ game: 'pong', name: 'teacher' });
});

it('resolves names of the zoo and leaves folders alone', () => {
  expect(policyFolder('zoo:pong/teacher')).toBe(join(folder, 'pong', 'teacher'));
  expect(policyFolder(join(folder, 'pong', 'teacher'))).toBe(join(folder, 'pong', 'teacher'));
  expect(namedPolicy('zoo:pong/student-a2pd', undefined)).toEqual({
    name: 'student-a2pd',
    folder: join(folder, 'pong', 'student-a2pd'),
  });
});

it('finds a policy of the run by its name, and any by its folder', async () => {
  const run = runFolder(folder, 'pong');
  expect(namedPolicy('student-a2pd', run)).toEqual({ name: 'student-a2pd', folder: join(run.path, 'student-a2pd') });
  expect(namedPolicy('teacher-last', run)).toEqual({ name: 'teacher-last', folder: run.teacherLast });
  expect(namedPolicy('absent', run)).toEqual({ name: 'absent', folder: join(run.path, 'absent') });
  expect(namedPolicy('some/where/student-a2pd', run).folder).toBe('some/where/student-a2pd');
});

it('finds a policy whose replacement was cut off', async () => {
  const teacher = join(folder, 'pong', 'teacher');
  const kept = join(folder, 'pong', '.teacher.1.0123456789ab-cdef.previous');
  await rename(teacher, kept);
  expect(policyFolder(teacher)).toBe(teacher);
});

it('says what there is when it lacks what was asked for', async () => {
  expect(() => policyFolder('zoo:pong/student-x')).toThrow(/there are .*zoo:pong\/teacher/);
  for (const name of ['student-a2pd', 'teacher']) {
    await writeFile(join(folder, 'pong', name, 'manifest.json'), '{ "kind": "policy" }');
  }
  const refused = (policy: string, run: string) => () =>
    policyFolder(namedPolicy(policy, runFolder(folder, run)).folder);
  expect(refused('studnt', 'pong')).toThrow(`there are student-a2pd, teacher in ${join(folder, 'pong')}`);
  expect(refused('student', 'pogn')).toThrow(`there are the runs pong in ${folder}`);
  await rm(join(folder, 'pong'), { recursive: true });
  expect(refused('student', 'pogn')).toThrow(`there are no runs in ${folder}`);
});

it.each([
  'zoo:../../etc',
  'zoo:pong/..',
  'zoo:pong',
  'zoo:pong/a/b',
  'zoo:',
  'zoo:pong/\0',
  `zoo:pong/${'x'.repeat(99)}`,
])('refuses %j', (name) => {
  expect(() => parseZooName(name)).toThrowError(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
});

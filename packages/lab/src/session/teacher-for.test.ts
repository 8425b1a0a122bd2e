import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyFolder } from '@a2pd/experiment/folders';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Catalogue } from './catalogue.js';
import { teacherFor } from './teacher-for.js';

let runs: string;
beforeEach(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-lab-teacher-'));
});
afterEach(() => rm(runs, { recursive: true }));

const copy = (policy: string, ...place: string[]) =>
  cp(policyFolder(policy), join(runs, ...place), { recursive: true });

async function teacherOf(id: string) {
  return teacherFor((await Catalogue.read({ runs, named: [] })).find(id));
}

it.each([
  ['zoo:boxing/student-certified-pqn', 'zoo:boxing/teacher-pqn'],
  ['zoo:bank_heist/student-certified-pqn', 'zoo:bank_heist/teacher-pqn'],
  ['zoo:bank_heist/student-a2pd', 'zoo:bank_heist/teacher'],
  ['zoo:boxing/teacher-pqn', 'zoo:boxing/teacher-pqn'],
])('of %s is %s', async (policy, teacher) => {
  expect(await teacherOf(policy)).toEqual({ name: teacher, folder: policyFolder(teacher) });
});

it("of a run is its own, else the game's in the zoo", async () => {
  await copy('zoo:pong/student-certified', 'mine', 'student');
  const student = join(runs, 'mine', 'student');
  expect(await teacherOf(student)).toMatchObject({ name: 'zoo:pong/teacher' });
  await copy('zoo:pong/teacher', 'mine', 'teacher');
  const teacher = join(runs, 'mine', 'teacher');
  expect(await teacherOf(student)).toEqual({ name: teacher, folder: teacher });
});

it("of a folder that is called as no run is, the game's in the zoo", async () => {
  await copy('zoo:pong/student-certified', 'not a run', 'student');
  expect(await teacherOf(join(runs, 'not a run', 'student'))).toMatchObject({ name: 'zoo:pong/teacher' });
});

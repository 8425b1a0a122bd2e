import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Artefact, writeArtefact } from '@a2pd/artefact';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findTeacher } from './find-teacher.js';
import { type RunFolder, runFolder } from './run-folder.js';
import { policyFolder } from './zoo-folder.js';

let runs: string;
let run: RunFolder;
beforeEach(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-teacher-'));
  run = runFolder(runs, 'mine');
});
afterEach(() => rm(runs, { recursive: true }));

/** Prescriptions in the run, labelled by the policy of this folder. */
async function labelBy(folder: string): Promise<void> {
  const parents = [(await Artefact.open(folder, 'policy')).reference];
  const description = { kind: 'prescriptions', game: 'bank_heist', config: {}, seeds: {}, parents } as const;
  await writeArtefact(run.prescriptions, description, {});
}

it('is the one that was named, before any other', async () => {
  const named = { policy: 'zoo:pong/student-a2pd', teacher: 'zoo:boxing/teacher' };
  expect(await findTeacher(named, run)).toBe(policyFolder('zoo:boxing/teacher'));
});

it.each([
  ['zoo:bank_heist/student-certified-pqn', 'zoo:bank_heist/teacher-pqn'],
  ['zoo:bank_heist/teacher-pqn', 'zoo:bank_heist/teacher-pqn'],
  ['zoo:bank_heist/student-a2pd', 'zoo:bank_heist/teacher'],
])('of %s in the zoo is %s', async (policy, teacher) => {
  expect(await findTeacher({ policy }, undefined)).toBe(policyFolder(teacher));
});

it('of a run is its own, else the one of the zoo that labelled its prescriptions', async () => {
  expect(await findTeacher({ policy: 'student' }, run)).toBeUndefined();
  await labelBy(policyFolder('zoo:bank_heist/teacher-pqn'));
  expect(await findTeacher({ policy: 'student' }, run)).toBe(policyFolder('zoo:bank_heist/teacher-pqn'));
  await writeArtefact(run.teacher, { kind: 'policy', game: 'bank_heist', config: {}, seeds: {} }, {});
  expect(await findTeacher({ policy: 'student' }, run)).toBe(run.teacher);
});

it('of prescriptions of an unknown teacher is not known', async () => {
  const unknown = join(runs, 'elsewhere');
  await writeArtefact(unknown, { kind: 'policy', game: 'bank_heist', config: {}, seeds: {} }, {});
  await labelBy(unknown);
  expect(await findTeacher({ policy: 'student' }, run)).toBeUndefined();
});

/** A policy that lies in several places is one; what was trained on from it is another. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Artefact } from '@a2pd/artefact';
import { architectureSchema, StudentModel, saveStudent } from '@a2pd/distill';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { adoptPolicy } from '../pipeline/adopt-policy.js';
import { runFolder } from '../run/run-folder.js';
import { policyFolder } from '../run/zoo-folder.js';
import { gatherPolicies } from './gather-policies.js';

const entry = 'zoo:pong/student-a2pd';
let runs: string;
beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-gather-'));
});
afterAll(() => rm(runs, { recursive: true }));

it('takes a copy for the same policy, and what was trained on from it for another', async () => {
  const [copy, longer] = [runFolder(runs, 'copy'), runFolder(runs, 'longer')];
  await adoptPolicy(entry, copy.student);
  const student = StudentModel.initialise(architectureSchema.parse({ filters: [1, 1, 1], hiddenUnits: 2 }), 6, 1);
  const { reference } = await Artefact.open(policyFolder(entry), 'policy');
  await saveStudent(longer.student, student, { game: 'pong', config: {}, seeds: {}, parents: [reference] });
  student.dispose();
  const gathered = await gatherPolicies([copy, longer], true);
  const sources = gathered.map(({ policy }) => policy.source);
  expect(sources).not.toContain('run copy');
  expect(sources).toContain('run longer');
  expect(sources.filter((source) => source === entry)).toHaveLength(1);
});

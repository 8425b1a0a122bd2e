/** The whole pipeline in tiny numbers, from a teacher of the zoo. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Artefact } from '@a2pd/artefact';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runA2pd } from './run-a2pd.js';
import { saveTinyTeacher } from './tiny-policies.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-pipeline-'));
  await saveTinyTeacher(join(folder, 'zoo', 'pong', 'teacher'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('starts from the teacher of the zoo and ends with a report', async () => {
  const tiny = [
    ...['--pairs', '300', '--max-epochs', '4', '--episodes', '2', '--max-agent-steps', '20'],
    ...['--audit-states', '8'],
  ];
  const { status, stdout, stderr } = await runA2pd(
    ['pipeline', '--run', 'tiny', '--runs', join(folder, 'runs'), ...tiny, '--json'],
    { environment: { A2PD_ZOO: join(folder, 'zoo') } },
  );
  expect(stderr).toContain('Taking zoo:pong/teacher as the teacher');
  expect(status).toBe(0);
  const { report, rows } = JSON.parse(stdout);
  const attacked = rows.map(({ summary }: { summary: { policyName: string } }) => summary.policyName);
  expect(attacked.filter((name: string) => name === 'teacher')).toHaveLength(attacked.length / 2);
  const html = await readFile(report, 'utf8');
  expect(html).toContain('untrained; 300 of 100,000 prescriptions');

  const run = join(folder, 'runs', 'tiny');
  expect((await readdir(run)).sort()).toEqual(expect.arrayContaining(['evaluations', 'report', 'student', 'teacher']));
  expect(await readdir(run)).not.toContain('training');
  const original = await Artefact.open(join(folder, 'zoo', 'pong', 'teacher'), 'policy');
  const adopted = await Artefact.open(join(run, 'teacher'), 'policy');
  expect(adopted.manifest.parents).toEqual([original.reference]);
  expect(await adopted.read('weights.safetensors')).toEqual(await original.read('weights.safetensors'));
  expect(html).toContain('some attack of radius 1/255 changed its action');
  expect(html).toContain('by interval bound propagation');
}, 360_000);

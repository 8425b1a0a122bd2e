/** The whole pipeline in tiny numbers, from a teacher of the zoo. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Artefact, lockFolder } from '@a2pd/artefact';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runA2pd } from './run-a2pd.js';
import { saveTinyTeacher } from './tiny-policies.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-pipeline-'));
  await saveTinyTeacher(join(folder, 'zoo', 'pong', 'teacher'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const inFolder = (run: string, ...more: readonly string[]) => [
  ...[
    'pipeline',
    '--game',
    'pong',
    '--run',
    run,
    '--runs',
    join(folder, 'runs'),
    '--json',
    '--pairs',
    '300',
    '--max-epochs',
    '4',
  ],
  ...['--episodes', '2', '--max-agent-steps', '20', '--audit-states', '8', ...more],
];
const environment = () => ({ A2PD_ZOO: join(folder, 'zoo') });

it('starts from the teacher of the zoo and ends with a report', async () => {
  const { status, stdout, stderr } = await runA2pd(inFolder('tiny'), { environment: environment() });
  expect(stderr).toContain('Taking zoo:pong/teacher as the teacher');
  expect(status).toBe(0);
  const { report, rows } = JSON.parse(stdout);
  const attacked = rows.map(({ summary }: { summary: { policyName: string } }) => summary.policyName);
  expect(attacked.filter((name: string) => name === 'teacher')).toHaveLength(attacked.length / 3);
  const html = await readFile(report, 'utf8');
  expect(html).toContain('untrained; 300 of 100,000 prescriptions');

  const run = join(folder, 'runs', 'tiny');
  expect((await readdir(run)).sort()).toEqual(
    expect.arrayContaining(['certified-play', 'evaluations', 'report', 'student', 'student-certified', 'teacher']),
  );
  expect(await readdir(run)).not.toContain('training');
  const original = await Artefact.open(join(folder, 'zoo', 'pong', 'teacher'), 'policy');
  const adopted = await Artefact.open(join(run, 'teacher'), 'policy');
  expect(adopted.manifest.parents).toEqual([original.reference]);
  expect(await adopted.read('weights.safetensors')).toEqual(await original.read('weights.safetensors'));
  expect(html).toContain('some attack of radius 1/255 changed its action');
  expect(html).toContain('by interval bound propagation');
  expect(html).toContain('id="certified-play"');
}, 360_000);

it('goes on where it was stopped, and does nothing twice', async () => {
  const run = join(folder, 'runs', 'stopped');
  const stopped = await runA2pd(inFolder('stopped'), {
    environment: environment(),
    signalOnce: { signal: 'SIGINT', when: () => existsSync(join(run, 'student', 'manifest.json')) },
  });
  expect(stopped.status).toBe(130);
  expect(stopped.stderr).toContain('Stopped; the same command goes on from here');
  const again = await runA2pd(inFolder('stopped'), { environment: environment() });
  expect(again.status, again.stderr).toBe(0);
  expect(again.stderr).not.toContain('2/7 Collecting');
  const weights = async (name: string) => readFile(join(folder, 'runs', name, 'student', 'weights.safetensors'));
  expect(await weights('stopped')).toEqual(await weights('tiny'));
  const third = await runA2pd(inFolder('stopped'), { environment: environment() });
  expect(JSON.parse(third.stdout).rows).toEqual(JSON.parse(again.stdout).rows);
  expect(third.stderr).toMatch(/Going on: \d+ steps are done already; a restart begins anew/);
  expect(third.stderr).not.toMatch(/mean return|6\/7/);
}, 360_000);

it('leaves alone what it did not make', async () => {
  const own = join(folder, 'runs', 'own');
  await saveTinyTeacher(join(own, 'teacher'));
  const refused = async (args: readonly string[]) => {
    const { status, stderr } = await runA2pd(args, { environment: environment() });
    expect(status).toBe(1);
    return JSON.parse(stderr.trim().split('\n').at(-1)!).error;
  };
  expect(await refused(inFolder('own'))).toMatchObject({
    code: 'INVALID_STATE',
    message: expect.stringContaining(
      'was not begun by a pipeline; choose another run, or begin anew in its place by --restart',
    ),
  });
  expect((await readdir(own)).sort()).toEqual(['teacher']);
  const lock = await lockFolder(own, 'the run own');
  expect(await refused(inFolder('own', '--restart'))).toMatchObject({ code: 'IN_USE' });
  await lock.release();
  expect((await readdir(own)).sort()).toEqual(['teacher']);
  expect((await refused(inFolder('stopped', '--seed', '5'))).message).toContain('is a pipeline with other options');
});

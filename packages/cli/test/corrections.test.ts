/** A student is corrected where it goes: it plays while the teacher labels, and is distilled further on both data sets. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Artefact, type Manifest } from '@a2pd/artefact';
import { PrescriptionDataSet } from '@a2pd/distill';
import { decodeSafetensors } from '@a2pd/tensor';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectDone, expectRefused, runA2pd } from './run-a2pd.js';
import { saveTinyStudent, saveTinyTeacher } from './tiny-policies.js';

let runs: string;
const run = (...parts: readonly string[]) => join(runs, 'tiny', ...parts);
const inRun = () => ['--run', 'tiny', '--runs', runs, '--json'];
const collecting = ['--pairs', '80', '--environments', '2', '--exploration-epsilon', '0'];
/** As `saveTinyStudent` makes it. */
const small = [
  ...['--set', 'architecture.filters=[4,4,4]', 'architecture.hiddenUnits=16', 'validationShare=0.2'],
  // So small a step that the weights are told from fresh ones.
  'learningRate=1e-9',
  ...['--split-by', 'row', '--max-epochs', '1', '--method', 'cross-entropy'],
];

beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-corrections-'));
  await saveTinyTeacher(run('teacher'));
  await saveTinyStudent(run('student'), 3);
  expectDone(await runA2pd(['collect', ...collecting, ...inRun()]));
});
afterAll(() => rm(runs, { recursive: true }));

const manifestOf = async (folder: string): Promise<Manifest> => (await Artefact.open(folder)).manifest;
const hashOf = async (folder: string) => (await Artefact.open(folder)).reference.manifestSha256;

it('collect --player lets a student play and the teacher label', async () => {
  const to = run('corrections');
  const playing = ['collect', ...collecting, '--player', 'student', '--player-share', '0.5'];
  expectDone(await runA2pd([...playing, '--to', to, ...inRun()]));
  const { table, artefact } = await PrescriptionDataSet.open(to);
  const differing = table.takenActions.filter((action, row) => action !== table.actions[row]).length;
  expect(differing).toBeGreaterThan(20);
  expect(differing).toBeLessThan(60);
  expect(artefact.manifest.config).toMatchObject({ playerShare: 0.5, explorationEpsilon: 0 });
  expect(artefact.manifest.parents?.map(({ manifestSha256 }) => manifestSha256)).toEqual([
    await hashOf(run('teacher')),
    await hashOf(run('student')),
  ]);
  // The teacher alone takes its own actions.
  const alone = (await PrescriptionDataSet.open(run('prescriptions'))).table;
  expect(alone.takenActions).toEqual(alone.actions);
});

it('distill --from goes on with a student’s weights, on several sets of prescriptions', async () => {
  const to = run('corrected');
  const sets = [run('prescriptions'), run('corrections')];
  const args = ['distill', '--from', 'student', '--prescriptions', ...sets, ...small];
  const { epochs } = expectDone(await runA2pd([...args, '--student', to, ...inRun()]));
  expect(epochs).toBe(1);
  const { parents, summary } = await manifestOf(to);
  expect(parents?.map(({ manifestSha256 }) => manifestSha256)).toEqual(
    await Promise.all([...sets, run('student')].map(hashOf)),
  );
  expect(Number(summary?.trainingRows) + Number(summary?.validationRows)).toBe(160);
  const weightsOf = async (folder: string) =>
    Object.entries(decodeSafetensors(await readFile(join(folder, 'weights.safetensors'))).tensors);
  const before = Object.fromEntries(await weightsOf(run('student')));
  for (const [name, { data }] of await weightsOf(to)) {
    const change = data.map((value, i) => Math.abs(Number(value) - Number(before[name]!.data[i])));
    expect(Math.max(...Array.from(change as Float32Array))).toBeLessThan(1e-6);
  }
});

it.each([
  [['collect', '--player-share', '0.5', ...collecting], 'INVALID_CONFIG', 'player'],
  [['distill', '--from', 'teacher', ...small], 'INCOMPATIBLE_ARTEFACT', 'nature-dqn'],
  [['distill', '--from', 'student', ...small.with(1, 'architecture.filters=[2,2,2]')], 'INCOMPATIBLE_ARTEFACT', 'same'],
])('%j is refused with %s', async (args, code, hint) => {
  const target = args[0] === 'collect' ? ['--to', run('refused')] : ['--student', run('refused')];
  const error = expectRefused(await runA2pd([...args, ...target, ...inRun()]));
  expect(error.code).toBe(code);
  expect(error.message).toContain(hint);
});

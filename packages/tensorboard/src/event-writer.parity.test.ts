/** What TensorBoard itself makes of our files. */
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PythonWithPackages, pythonPackages, runPython } from '@a2pd/toolchain';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { EventWriter } from './index.js';
import { smallGif, smallPng } from './testing/pictures.js';

// Without all that these depend on: reading event files needs neither gRPC nor a web server.
const requirements = ['tensorboard==2.20.0', 'absl-py==2.5.1', 'protobuf==7.36.2', 'numpy==2.4.6'];
const script = fileURLToPath(new URL('../parity/read_events.py', import.meta.url));
const resumedAt = 300;

/** Both of TensorBoard's readers answer: the one of Python programs, and the one behind its web page. */
interface Answer {
  readonly scalars: Record<string, readonly [wallTime: number, step: number, value: number][]>;
  readonly histograms: Record<string, readonly Record<string, number | number[]>[]>;
  readonly images: Record<string, readonly [step: number, width: number, height: number, base64: string][]>;
  readonly plugins: Record<string, string>;
  readonly pageSteps: Record<string, number[]>;
}

let python: PythonWithPackages;
let folder: string;
beforeAll(async () => {
  const directory = fileURLToPath(new URL('../.python/packages', import.meta.url));
  python = await pythonPackages({ requirements, directory, log: console.log });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-tensorboard-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function askTensorBoard(): Promise<Answer> {
  const output = await runPython(python, [script, folder]);
  return JSON.parse(output.trim().split('\n').at(-1)!) as Answer;
}

async function write(purgeFromStep: number, steps: readonly number[], value: (step: number) => number) {
  const writer = await EventWriter.open(folder, { purgeFromStep, wallTimeSeconds: () => 1_700_000_000.25 });
  for (const step of steps) writer.scalar('training/loss', value(step), step);
  await writer.close();
  return writer.path;
}

it('reads back scalars, a histogram and pictures', async () => {
  const writer = await EventWriter.open(folder, { purgeFromStep: 0, wallTimeSeconds: () => 1_700_000_000.25 });
  writer.scalar('training/loss', 0.1, 100);
  writer.scalar('training/loss', -1e-30, 2 ** 40);
  writer.histogram('replay/priority', [0, 1, 2, 3, 3], 100);
  writer.image('evaluation/episode', smallGif, 100);
  writer.image('evaluation/still', smallPng, 100);
  await writer.close();
  const { scalars, histograms, images, plugins } = await askTensorBoard();
  expect(scalars).toEqual({
    'training/loss': [
      [1_700_000_000.25, 100, Math.fround(0.1)],
      [1_700_000_000.25, 2 ** 40, Math.fround(-1e-30)],
    ],
  });
  const [histogram] = histograms['replay/priority']!;
  expect(histogram).toMatchObject({ step: 100, min: 0, max: 3, num: 5, sum: 9, sum_squares: 23 });
  const counts = histogram!.bucket as number[];
  expect([counts.length, counts[0], counts[10], counts[20], counts[29]]).toEqual([30, 1, 1, 1, 2]);
  expect(images).toEqual({
    'evaluation/episode': [[100, 3, 2, smallGif.toString('base64')]],
    'evaluation/still': [[100, 3, 2, smallPng.toString('base64')]],
  });
  expect(plugins).toEqual({
    'training/loss': 'scalars',
    'replay/priority': 'histograms',
    'evaluation/episode': 'images',
    'evaluation/still': 'images',
  });
});

it('forgets, after a resume, what a killed run had written beyond its checkpoint', async () => {
  const first = await write(0, [100, 200, 300, 400, 500], () => 1);
  const before = await readFile(first);
  await write(resumedAt + 1, [400, 500, 600], () => 2);
  const { scalars, pageSteps } = await askTensorBoard();
  expect(scalars['training/loss']!.map(([, step, value]) => [step, value])).toEqual([
    ...[100, 200, 300].map((step) => [step, 1]),
    ...[400, 500, 600].map((step) => [step, 2]),
  ]);
  expect(pageSteps['training/loss']).toEqual([100, 200, 300, 400, 500, 600]);
  expect(await readFile(first)).toEqual(before);
});

it('forgets everything when a run begins anew in the same folder', async () => {
  await write(0, [0, 100, 200], () => 1);
  await write(0, [0, 100], () => 2);
  const { scalars } = await askTensorBoard();
  expect(scalars['training/loss']!.map(([, step, value]) => [step, value])).toEqual([
    [0, 2],
    [100, 2],
  ]);
});

it('reads a file cut short by a crash, and the file of the run that continues', async () => {
  const first = await write(0, [100, 200, 300], () => 1);
  await truncate(first, (await readFile(first)).length - 5);
  await write(201, [300], () => 2);
  const { scalars } = await askTensorBoard();
  expect(scalars['training/loss']!.map(([, step, value]) => [step, value])).toEqual([
    [100, 1],
    [200, 1],
    [300, 2],
  ]);
});

it('does not read a file with a changed byte as if nothing were wrong', async () => {
  const first = await write(0, [100, 200], () => 1);
  const bytes = await readFile(first);
  bytes[bytes.length - 6]! ^= 1;
  await writeFile(first, bytes);
  expect((await askTensorBoard()).scalars['training/loss']!.map(([, step]) => step)).toEqual([100]);
});

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from '@a2pd/artefact';
import { type DistillState, loadDistillation, parseDistillConfig } from '@a2pd/distill';
import { afterAll, expect, it } from 'vitest';
import { keepCheckpoints } from './distillation-checkpoints.js';

const folder = await mkdtemp(join(tmpdir(), 'a2pd-checkpoints-'));
afterAll(() => rm(folder, { recursive: true }));

const weights = { w: { shape: [2], data: Float32Array.of(1, 2) } };
const state: DistillState = {
  ...{ history: [], rng: [1, 2, 3, 4], weights, optimizer: weights },
  stopping: { bestLoss: Number.POSITIVE_INFINITY, epochsWithoutGain: 0, bestWeights: undefined },
};
const recipe = { config: parseDistillConfig({}), seed: 3 };
const parents = [{ kind: 'prescriptions', manifestSha256: 'a'.repeat(64) } as const];
const manifest = {} as Manifest;

function checkpointsIn(
  directory: string,
  { periodMs = 60_000, already }: { periodMs?: number; already?: DistillState } = {},
) {
  const said: string[] = [];
  const context = {
    signal: new AbortController().signal,
    onProgress: () => undefined,
    say: (line: string) => said.push(line),
  };
  return {
    said,
    checkpoints: keepCheckpoints(
      { folder: directory, ...recipe, manifest, parents, periodMs, begun: already },
      context,
    ),
  };
}

it('writes the last state that it was offered, when asked to', async () => {
  const directory = join(folder, 'student-training');
  const { said, checkpoints } = checkpointsIn(directory);
  expect(await checkpoints.keep()).toBe('nothing to keep');
  await checkpoints.offer(state);
  expect(await readdir(folder)).toEqual([]);
  expect(await checkpoints.keep()).toBe('kept');
  expect(await loadDistillation(directory, parents)).toEqual({ ...recipe, state });
  expect(said).toEqual([]);
});

it('writes each state that it was offered, where nothing may be lost', async () => {
  const directory = join(folder, 'careful-training');
  const { checkpoints } = checkpointsIn(directory, { periodMs: 0 });
  await checkpoints.offer(state);
  expect(await loadDistillation(directory, parents)).toEqual({ ...recipe, state });
});

it('tells of a checkpoint that cannot be written, and lets training go on', async () => {
  await writeFile(join(folder, 'a-file'), '');
  const { said, checkpoints } = checkpointsIn(join(folder, 'a-file', 'student-training'));
  await checkpoints.offer(state);
  expect(await checkpoints.keep()).toBe('not writable');
  expect(said).toEqual([expect.stringMatching(/^Warning: no checkpoint was kept: Cannot write .*a-file/)]);
});

it('has kept what it went on from', async () => {
  const { checkpoints } = checkpointsIn(join(folder, 'continued-training'), { already: state });
  expect(await checkpoints.keep()).toBe('kept');
  expect(await readdir(folder)).not.toContain('continued-training');
});

/**
 * Against ART 1.20 on one Nature-DQN, one batch, the same labels and targets: what has no chance in it gives the same pixels;
 * what has is at least as strong for the same budget.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Rng } from '@a2pd/core';
import { type HostTensors, loadSafetensors, saveSafetensors, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import { pythonPackages, runPython } from '@a2pd/toolchain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttackConfig } from './config.js';
import { createAttack } from './create-attack.js';
import { natureModel, natureShape } from './example-models.js';
import { wrongActions } from './jsma/targets.js';

const requirements = [
  ...['adversarial-robustness-toolbox==1.20.1', 'numpy==2.4.6', 'safetensors==0.5.3', 'scikit-learn==1.9.1'],
  ...['scipy==1.17.1', 'setuptools==84.2.1', 'six==1.17.0', 'cloudpickle==3.1.3', 'joblib==1.6.0'],
  ...['narwhals==2.29.0', 'packaging==26.4', 'threadpoolctl==3.8.0', 'tqdm==4.70.1'],
];
const numObservations = 20;
const numActions = 6;
const seed = 11;
const epsilon = 3 / 255;
/** Small enough that no attack leads all observations astray. */
const scarce = 0.25 / 255;

interface Case {
  readonly ours: AttackConfig;
  readonly theirs: readonly [kind: string, options: object];
}

const exact: Readonly<Record<string, Case>> = {
  fgsm: { ours: { name: 'fgsm', epsilon }, theirs: ['fgsm', { epsilon }] },
  pgd: { ours: { name: 'pgd', epsilon, steps: 10 }, theirs: ['pgd', { epsilon, steps: 10 }] },
  // ART changes two more pixels when it has not changed more than gamma: two less for it are as many.
  jsma: { ours: { name: 'jsma', theta: 0.1, gamma: 28 / 28224 }, theirs: ['jsma', { theta: 0.1, gamma: 26 / 28224 }] },
  'jsma down': {
    ours: { name: 'jsma', theta: -0.5, gamma: 14 / 28224 },
    theirs: ['jsma', { theta: -0.5, gamma: 12 / 28224 }],
  },
};

const asStrong: Readonly<Record<string, Case>> = {
  'apgd-ce': {
    ours: { name: 'apgd-ce', epsilon: scarce, steps: 20 },
    theirs: ['apgd', { epsilon: scarce, steps: 20, loss: 'cross-entropy' }],
  },
  'apgd-dlr': {
    ours: { name: 'apgd-dlr', epsilon: scarce, steps: 20 },
    theirs: ['apgd', { epsilon: scarce, steps: 20, loss: 'ratio' }],
  },
  square: {
    ours: { name: 'square', epsilon: 6 / 255, queries: 60 },
    theirs: ['square', { epsilon: 6 / 255, queries: 60 }],
  },
};

const { model, weights } = natureModel(3, numActions);
const input = observations();
const labels = tf.tidy(() => tf.argMax(model.logits(input), 1).toInt()) as Tensor1D;
let theirs: HostTensors;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'a2pd-art-'));
  const own = labels.dataSync<'int32'>();
  await saveSafetensors(join(folder, 'weights.safetensors'), weights);
  await saveSafetensors(join(folder, 'batch.safetensors'), {
    inputs: { shape: input.shape, data: input.dataSync<'float32'>() },
    labels: { shape: labels.shape, data: own },
    targets: { shape: labels.shape, data: wrongActions(own, numActions, seed) },
  });
  const directory = fileURLToPath(new URL('../.python/art', import.meta.url));
  const python = await pythonPackages({ requirements, directory, log: console.log });
  const script = fileURLToPath(new URL('../parity/art_reference.py', import.meta.url));
  const cases = Object.fromEntries(
    Object.entries({ ...exact, ...asStrong }).map(([name, { theirs: asked }]) => [name, asked]),
  );
  // Threads that wait for each other make products of this size slower.
  const oneThread = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  await runPython(python, [script, folder, JSON.stringify(cases)], oneThread);
  ({ tensors: theirs } = await loadSafetensors(join(folder, 'results.safetensors')));
  await rm(folder, { recursive: true });
});
afterAll(() => {
  model.dispose();
  tf.dispose([input, labels]);
});

it('the networks are the same', () => {
  const ours = tf.tidy(() => model.logits(input)).dataSync();
  for (const [i, logit] of ours.entries()) expect(logit).toBeCloseTo(theirs.clean_logits!.data[i]!, 3);
});

describe('gives the same pixels and the same decisions', () => {
  it.each(Object.entries(exact))('%s', (name, { ours }) => {
    const { pixels, actions } = attacked(ours);
    const expected = theirs[`${name}/perturbed`]!.data;
    const numEqual = pixels.filter((pixel, i) => Math.abs(pixel - expected[i]!) <= 1e-6).length;
    console.log(`${name}: ${pixels.length - numEqual} of ${pixels.length} pixels differ by more than 1e-6`);
    expect(numEqual / pixels.length).toBeGreaterThanOrEqual(0.999);
    expect([...actions]).toEqual([...theirs[`${name}/actions`]!.data]);
    // An attack that changes nothing would agree as well.
    expect(successes(actions)).toBeGreaterThan(0);
  });
});

describe('is at least as strong', () => {
  it.each(Object.entries(asStrong))('%s', (name, { ours }) => {
    const own = successes(attacked(ours).actions);
    const other = successes(theirs[`${name}/actions`]!.data as Int32Array);
    console.log(`${name}: ours succeeds on ${own}, ART on ${other} of ${numObservations}`);
    expect(own).toBeGreaterThanOrEqual(other);
    expect(own).toBeGreaterThan(0);
  });
});

function attacked(config: AttackConfig): { pixels: Float32Array; actions: Int32Array } {
  const attack = createAttack(config, model);
  const perturbed = attack.perturb(input, labels, seed);
  const actions = tf.tidy(() => tf.argMax(model.logits(perturbed), 1).toInt()).dataSync<'int32'>();
  const pixels = perturbed.dataSync<'float32'>();
  perturbed.dispose();
  attack.dispose();
  return { pixels, actions };
}

function successes(actions: ArrayLike<number>): number {
  const own = labels.dataSync();
  return Array.from(actions).filter((action, i) => action !== own[i]).length;
}

/** Frames with flat grounds, edges and a few bright pixels, in whole grey levels, as games draw them. */
function observations(): Tensor4D {
  const rng = new Rng(17);
  const pixels = new Float32Array(numObservations * 84 * 84 * 4);
  for (let n = 0; n < numObservations; n++) {
    const [ground, wall, x, y] = [rng.uniform(), rng.uniform(), rng.integer(70), rng.integer(70)];
    for (let i = 0; i < 84 * 84 * 4; i++) {
      const [row, column, frame] = [Math.floor(i / 336), Math.floor(i / 4) % 84, i % 4];
      const isBall = Math.abs(row - y - frame) < 3 && Math.abs(column - x - 2 * frame) < 3;
      const shade = isBall ? 1 : row < 10 || row > 76 ? wall : 0.7 * ground + 0.2 * rng.uniform();
      pixels[n * 84 * 84 * 4 + i] = Math.round(shade * 255) / 255;
    }
  }
  return tf.tensor4d(pixels, [numObservations, ...natureShape]);
}

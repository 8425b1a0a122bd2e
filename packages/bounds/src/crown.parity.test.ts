/**
 * Against CROWN in NumPy, float64, on a narrow Nature-DQN: the same leads, less what rounding may do. Not against auto_LiRPA: its
 * newest release on PyPI, 0.3, wants torch < 1.13, of which there is no wheel for Python 3.11 and later.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Rng } from '@a2pd/core';
import {
  compile,
  conv2d,
  dense,
  type HostTensors,
  heUniform,
  loadSafetensors,
  Parameters,
  relu,
  saveSafetensors,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tf,
} from '@a2pd/tensor';
import { pythonPackages, runPython } from '@a2pd/toolchain';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { alphaCrownLeads } from './alpha-crown-leads.js';
import { crownIbpLeads } from './crown-ibp-leads.js';
import { crownLeads } from './crown-leads.js';
import { flat } from './interval.js';
import type { ReluModel } from './network.js';

const numActions = 4;
const radii = [0, 0.3, 1].map((greyLevels) => greyLevels / 255);
const strides: Readonly<Record<string, number>> = { conv1: 4, conv2: 2, conv3: 1 };

const weights = initialWeights(new Rng(2));
const parameters = new Parameters(weights);
const input = images(new Rng(3));
const labels = tf.tidy(() => tf.argMax(network().logits(input), 1).toInt()) as Tensor1D;
const epsilons = tf.tensor1d(radii);
let theirs: HostTensors;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'a2pd-crown-'));
  await saveSafetensors(join(folder, 'weights.safetensors'), weights);
  await saveSafetensors(join(folder, 'batch.safetensors'), {
    inputs: { shape: input.shape, data: input.dataSync<'float32'>() },
    labels: { shape: labels.shape, data: labels.dataSync<'int32'>() },
    epsilons: { shape: epsilons.shape, data: epsilons.dataSync<'float32'>() },
  });
  const directory = fileURLToPath(new URL('../.python/numpy', import.meta.url));
  const requirements = ['numpy==2.4.6', 'safetensors==0.5.3'];
  const python = await pythonPackages({ requirements, directory, log: console.log });
  const script = fileURLToPath(new URL('../parity/crown_reference.py', import.meta.url));
  // Threads that wait for each other make products of this size slower.
  await runPython(python, [script, folder], { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' });
  ({ tensors: theirs } = await loadSafetensors(join(folder, 'results.safetensors')));
  await rm(folder, { recursive: true });
});
afterAll(() => {
  parameters.dispose();
  tf.dispose([input, labels, epsilons]);
});

const exactCrownIbp: typeof crownLeads = (...given) => crownIbpLeads(...given, { rounding: false });

it.each([
  ['crown_ibp', exactCrownIbp, 2e-3],
  // Here rounding is deducted.
  ['crown', crownLeads, 0.06],
] as const)('%s gives the leads of NumPy', (name, bounds, allowance) => {
  const found = leadsBy(bounds);
  const expected = theirs[name]!.data;
  for (const [entry, lead] of found.entries()) {
    const size = 1 + Math.abs(expected[entry]!);
    expect(lead).toBeLessThanOrEqual(expected[entry]! + 1e-4 * size);
    expect(lead).toBeGreaterThan(expected[entry]! - allowance * size);
  }
  const [smallest, largest] = [Math.min(...found), Math.max(...found)];
  console.log(`${name}: leads from ${smallest.toFixed(3)} to ${largest.toFixed(3)}`);
  // Something is certified, and not all.
  expect(smallest).toBeLessThan(0);
  expect(largest).toBeGreaterThan(0);
});

it('CROWN-IBP <= CROWN <= α-CROWN', () => {
  const [ibp, crown, alpha] = [crownIbpLeads, crownLeads, alphaCrownLeads].map(leadsBy);
  const mean = (leads: Float32Array) => leads.reduce((sum, lead) => sum + lead, 0) / leads.length;
  console.log(`mean leads: CROWN-IBP ${mean(ibp!)}, CROWN ${mean(crown!)}, α-CROWN ${mean(alpha!)}`);
  for (const [entry, lead] of crown!.entries()) expect(alpha![entry]).toBeGreaterThanOrEqual(lead);
  expect(mean(crown!)).toBeGreaterThan(mean(ibp!));
  expect(mean(alpha!)).toBeGreaterThan(mean(crown!));
});

function leadsBy(bounds: typeof crownLeads): Float32Array {
  const run = compile('parity', (x: Tensor, of: Tensor, epsilon: Tensor) =>
    bounds(network(), x as Tensor4D, of as Tensor1D, epsilon),
  );
  const leads = run(input, labels, epsilons);
  const values = leads.dataSync<'float32'>();
  leads.dispose();
  run.dispose();
  return values;
}

function network(): ReluModel {
  const layers = () => {
    const read = parameters.read();
    return ['conv1', 'conv2', 'conv3', 'hidden', 'logits'].map((name) => ({
      kernel: read[`${name}/kernel`]!,
      bias: read[`${name}/bias`]!,
      ...(strides[name] ? { stride: strides[name] } : {}),
    }));
  };
  const logits = (x: Tensor) => {
    const last = layers().pop()!;
    const features = layers()
      .slice(0, -1)
      .reduce(
        (given, { kernel, bias, stride }) =>
          relu(stride ? conv2d(given, kernel, bias, stride) : dense(flat(given), kernel, bias)),
        x,
      );
    return dense(features, last.kernel, last.bias);
  };
  return { name: 'narrow Nature-DQN', numActions, layers, logits };
}

function initialWeights(rng: Rng): HostTensors {
  const layer = (name: string, shape: number[]) => ({
    [`${name}/kernel`]: heUniform(shape, rng),
    [`${name}/bias`]: {
      shape: shape.slice(-1),
      data: Float32Array.from({ length: shape.at(-1)! }, () => 0.2 * rng.uniform() - 0.1),
    },
  });
  return {
    ...layer('conv1', [8, 8, 4, 6]),
    ...layer('conv2', [4, 4, 6, 8]),
    ...layer('conv3', [3, 3, 8, 8]),
    ...layer('hidden', [7 * 7 * 8, 32]),
    ...layer('logits', [32, numActions]),
  };
}

/** One for each radius, black and white among its pixels. */
function images(rng: Rng): Tensor4D {
  const grey = () => Math.min(Math.max(Math.round((1.6 * rng.uniform() - 0.3) * 255), 0), 255) / 255;
  const shape: [number, number, number, number] = [radii.length, 84, 84, 4];
  return tf.tensor4d(Float32Array.from({ length: radii.length * 84 * 84 * 4 }, grey), shape);
}

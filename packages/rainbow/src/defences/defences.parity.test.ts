/** The terms of SA-DQN and RADIAL against their authors' formulas in float64 NumPy, on whole networks and random pictures. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Rng } from '@a2pd/core';
import {
  type HostTensor,
  loadSafetensors,
  Parameters,
  saveSafetensors,
  type Tensor1D,
  type Tensor4D,
  tf,
} from '@a2pd/tensor';
import { jaxRequirements, type PythonWithPackages, pythonPackages, runPython } from '@a2pd/toolchain';
import { beforeAll, expect, it } from 'vitest';
import { type Architecture, architectureOf } from '../architecture.js';
import { initialWeights } from '../initial-weights.js';
import { rainbowPresets } from '../presets.js';
import { trunks } from '../trunk.js';
import type { DefenceConfig } from './defences.js';
import { networkOf } from './network.js';
import { createDefence } from './registry.js';

let python: PythonWithPackages;
beforeAll(async () => {
  const directory = fileURLToPath(new URL('../../.python/packages', import.meta.url));
  python = await pythonPackages({ requirements: jaxRequirements, directory, log: console.log });
});

const batchSize = 6;
const numActions = 5;
const hingeMargin = 0.02;

const terms: readonly DefenceConfig['name'][] = ['sa-convex', 'sa-pgd', 'radial'];

it.each([
  ['DQN', 'dqn', 1 / 255],
  ['a dueling DQN', 'sa-dqn-vanilla-two-cores', 3 / 255],
] as const)('terms equal those of NumPy: %s', async (_, preset, epsilon) => {
  const architecture = architectureOf({ ...rainbowPresets[preset], hiddenUnits: 48 }, numActions);
  const rng = new Rng(11);
  const weights = initialWeights(architecture, 0.1, rng);
  const shape = [batchSize, 84, 84, 4];
  // Away from black and white, where theirs cuts the ball and ours, which is looser there, does not.
  const pixels = Float32Array.from({ length: batchSize * 84 * 84 * 4 }, () => 0.1 + 0.8 * rng.uniform());
  const inputs: Record<string, HostTensor> = {
    input: { shape, data: pixels },
    perturbed: { shape, data: pixels.map((x) => x + epsilon * (2 * rng.uniform() - 1)) },
    actions: { shape: [batchSize], data: Int32Array.from({ length: batchSize }, () => rng.integer(numActions)) },
  };
  for (const [name, tensor] of Object.entries(weights)) inputs[`weights/${name}`] = tensor;

  const theirs = await reference({ ...architecture, epsilon, hingeMargin }, inputs);
  const ours = termsOf(architecture, new Parameters(weights), inputs, epsilon);
  expect(ours.labels).toEqual([...theirs.labels!.data]);
  for (const name of terms) {
    const expected = theirs[name]!.data;
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1e-3);
    ours[name]!.forEach((term, row) => {
      // `pixelBox` widens RADIAL's ball by 2^-22, which is 6e-5 of the smaller epsilon.
      const tolerance = name === 'radial' ? 1e-4 : 1e-5;
      const off = Math.abs(term - expected[row]!);
      expect(off, `${name}, row ${row}`).toBeLessThan(1e-5 + tolerance * Math.abs(expected[row]!));
    });
  }
});

function termsOf(
  architecture: Architecture,
  parameters: Parameters,
  inputs: Readonly<Record<string, HostTensor>>,
  epsilon: number,
): Readonly<Record<string, number[]>> {
  const tensor = (name: string) => tf.tensor(inputs[name]!.data, [...inputs[name]!.shape]);
  const result = tf.tidy(() => {
    const network = networkOf(architecture, parameters.read());
    const input = tensor('input') as Tensor4D;
    const qValues = network.qValues(input);
    const bestActions = tf.argMax(qValues, 1).toInt() as Tensor1D;
    const actions = tensor('actions').toInt() as Tensor1D;
    const perturbed = tensor('perturbed') as Tensor4D;
    const situation = { input, perturbed, qValues, bestActions, actions, epsilon: tf.scalar(epsilon) };
    const common = { epsilon, kappa: 1, rampBeginAgentSteps: 0 };
    const configs: readonly DefenceConfig[] = [
      { name: 'sa-convex', hingeMargin, ...common },
      { name: 'sa-pgd', hingeMargin, steps: 1, ...common },
      { name: 'radial', ...common },
    ];
    const values = configs.map((config) => [
      config.name,
      [...createDefence(config).term!(network, situation).dataSync()],
    ]);
    return { ...Object.fromEntries(values), labels: [...bestActions.dataSync()] };
  });
  parameters.dispose();
  return result;
}

async function reference(
  config: Architecture & { epsilon: number; hingeMargin: number },
  inputs: Readonly<Record<string, HostTensor>>,
) {
  const folder = await mkdtemp(join(tmpdir(), 'a2pd-defences-'));
  try {
    await saveSafetensors(join(folder, 'inputs.safetensors'), inputs);
    const settings = { ...config, convolutions: trunks[config.trunk] };
    await writeFile(join(folder, 'config.json'), JSON.stringify(settings));
    await runPython(python, [fileURLToPath(new URL('../../parity/defences.py', import.meta.url)), folder]);
    return (await loadSafetensors(join(folder, 'outputs.safetensors'))).tensors;
  } finally {
    await rm(folder, { recursive: true });
  }
}

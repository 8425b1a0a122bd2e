/** Updates of the whole learner against an independent one in float64 JAX: same weights, batch and noise. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Rng } from '@a2pd/core';
import { type HostTensor, type HostTensors, loadSafetensors, saveSafetensors, statelessNormal, tf } from '@a2pd/tensor';
import { jaxRequirements, type PythonWithPackages, pythonPackages, runPython } from '@a2pd/toolchain';
import { beforeAll, expect, it } from 'vitest';
import { denseLayers } from './architecture.js';
import type { RainbowConfig, RainbowParts } from './config.js';
import { Learner } from './learner.js';
import { noiseUnits } from './noise.js';
import { rainbowPresets } from './presets.js';
import { randomBatch } from './testing/random-batch.js';
import { trunks } from './trunk.js';

let python: PythonWithPackages;
beforeAll(async () => {
  const directory = fileURLToPath(new URL('../.python/packages', import.meta.url));
  python = await pythonPackages({ requirements: jaxRequirements, directory, log: console.log });
});

const { paper, pipeline } = rainbowPresets;
const steps = 2;
const numActions = 6;
const off: RainbowParts = {
  double: false,
  prioritized: false,
  dueling: false,
  multiStep: false,
  distributional: false,
  noisy: false,
};

const small = { ...pipeline, hiddenUnits: 64 };

it.each<[string, RainbowConfig]>([
  ["the paper's Rainbow", paper],
  ['a clipped gradient', { ...small, maxGradientNorm: 0.05 }],
  ['DQN', { ...small, parts: off }],
  ['Rainbow without C51', { ...small, parts: { ...small.parts, distributional: false } }],
  ['Rainbow without noise and dueling', { ...small, parts: { ...small.parts, noisy: false, dueling: false } }],
])('two updates equal those of JAX: %s', async (_, config) => {
  const learner = new Learner(config, numActions, new Rng(42));
  const folder = await mkdtemp(join(tmpdir(), 'a2pd-parity-'));
  try {
    const ours = await updateBoth(learner, folder);
    const { tensors: theirs } = await loadSafetensors(join(folder, 'outputs.safetensors'));
    for (const [i, update] of ours.entries()) {
      const their = (name: string) => theirs[`${i + 1}/${name}`]!.data;
      expect(Math.abs(update.loss / their('loss')[0]! - 1)).toBeLessThan(1e-6);
      expect(Math.abs(update.gradientNorm / their('gradientNorm')[0]! - 1)).toBeLessThan(1e-5);
      for (const [row, p] of update.priorities.entries()) {
        expect(Math.abs(p - their('priorities')[row]!)).toBeLessThan(2e-6 * Math.max(1, p));
      }
      for (const [name, { data }] of Object.entries(update.weights)) {
        const expected = their(`weights/${name}`);
        // A step is at most the learning rate long: a thousandth of it, and the rounding of the weight itself.
        let worst = 0;
        for (const [k, w] of data.entries()) {
          worst = Math.max(worst, Math.abs(w - expected[k]!) - 1.2e-7 * Math.abs(w));
        }
        expect(worst, name).toBeLessThan(0.001 * config.learningRate);
      }
    }
  } finally {
    learner.dispose();
    await rm(folder, { recursive: true });
  }
});

/** Two updates of ours, and what JAX makes of the same inputs in `outputs.safetensors`. */
async function updateBoth(learner: Learner, folder: string) {
  const { architecture, config } = learner;
  // With some batches a unit lies within rounding of its ReLU's kink, where float32 and float64 part (with 7, one does).
  const batch = randomBatch(config.batchSize, numActions, new Rng(8));
  // The networks must differ, or double Q-learning would not show.
  learner.learn(batch);
  const { online, target } = learner.state();
  learner.restore({ ...learner.state(), adam: zeros(learner.state().adam) });
  const inputs: Record<string, HostTensor> = {};
  for (const [name, tensor] of Object.entries(online)) inputs[`online/${name}`] = tensor;
  for (const [name, tensor] of Object.entries(target)) inputs[`target/${name}`] = tensor;
  const { actions, returns, discounts, importanceWeights, observations, nextObservations, size } = batch;
  for (const [name, data] of Object.entries({ actions, returns, discounts, importanceWeights })) {
    inputs[`batch/${name}`] = { shape: [size], data };
  }
  inputs['batch/observations'] = { shape: [size, 4, 84, 84], data: observations };
  inputs['batch/nextObservations'] = { shape: [size, 4, 84, 84], data: nextObservations };

  const updates = [];
  for (let step = 1; step <= steps; step++) {
    inputs[`noise/${step}`] = { shape: [2, noiseUnits(architecture)], data: nextNoise(learner) };
    updates.push({ ...learner.learn(batch), weights: learner.online.toHost() });
  }
  await saveSafetensors(join(folder, 'inputs.safetensors'), inputs);
  await writeFile(
    join(folder, 'config.json'),
    JSON.stringify({
      ...architecture,
      double: config.parts.double,
      maxGradientNorm: config.maxGradientNorm,
      learningRate: config.learningRate,
      beta1: config.adamBeta1,
      beta2: config.adamBeta2,
      epsilon: config.adamEpsilon,
      convolutions: trunks[architecture.trunk],
      layers: denseLayers(architecture),
      steps,
    }),
  );
  const script = fileURLToPath(new URL('../parity/reference.py', import.meta.url));
  await runPython(python, [script, folder]);
  return updates;
}

/** The standard normal numbers that the learner's next update will draw. */
function nextNoise(learner: Learner): Float32Array {
  const rng = Rng.fromState(learner.state().rng);
  return tf.tidy(() => {
    const seed = tf.tensor1d([rng.seed(), rng.seed()], 'int32');
    return statelessNormal([2, noiseUnits(learner.architecture)], seed).dataSync<'float32'>();
  });
}

function zeros(tensors: HostTensors): HostTensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => [name, { shape, data: new Float32Array(data.length) }]),
  );
}

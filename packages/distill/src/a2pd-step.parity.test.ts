/** Full-size A2PD steps against double backward in float64 JAX, from the same weights on the same batch. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Rng } from '@a2pd/core';
import { type HostTensors, loadSafetensors, saveSafetensors } from '@a2pd/tensor';
import { jaxRequirements, type PythonWithPackages, pythonPackages, runPython } from '@a2pd/toolchain';
import { beforeAll, expect, it } from 'vitest';
import { parseDistillConfig } from './config.js';
import type { PrescriptionDataSet } from './data/data-set.js';
import type { MethodConfig } from './methods/methods.js';
import { StudentModel } from './student.js';
import { exampleDataSet } from './testing/example-data-set.js';
import { temporaryFolder } from './testing/temporary-folder.js';
import { Trainer } from './trainer.js';

const steps = 2;
const batchSize = 32;
const folder = temporaryFolder();
let python: PythonWithPackages;
let dataSet: PrescriptionDataSet;

beforeAll(async () => {
  const directory = fileURLToPath(new URL('../.python/jax', import.meta.url));
  python = await pythonPackages({ requirements: jaxRequirements, directory, log: console.log });
  dataSet = await exampleDataSet(folder);
});

it.each<[string, MethodConfig]>([
  ["the paper's β and η", { name: 'a2pd', eta: 1 / 3, beta: 0.1, jacobian: 'per-sample' }],
  ['a Jacobian term that dominates', { name: 'a2pd', eta: 1, beta: 100, jacobian: 'per-sample' }],
  ['the norm of the whole batch', { name: 'a2pd', eta: 1 / 6, beta: 10, jacobian: 'whole-batch' }],
])('equal steps with %s', async (_, method) => {
  const exchange = await mkdtemp(join(tmpdir(), 'a2pd-parity-'));
  const config = parseDistillConfig({ method, batchSize });
  const student = StudentModel.initialise(config.architecture, dataSet.numActions, 3);
  student.parameters.load(withBiases(student.parameters.toHost()));
  const rows = Int32Array.from({ length: batchSize }, (_, index) => index * 7);
  const trainer = new Trainer(student, dataSet, config);
  const phase = trainer.prepare(method);
  try {
    await handOver(exchange, student, rows, { ...config, steps });
    const ours = Array.from({ length: steps }, () => ({
      loss: trainer.trainOn(rows, phase, 1),
      weights: student.parameters.toHost(),
      moments: trainer.optimizerState(),
    }));
    const script = fileURLToPath(new URL('../parity/a2pd_step.py', import.meta.url));
    await runPython(python, [script, exchange]);
    const { tensors: theirs } = await loadSafetensors(join(exchange, 'outputs.safetensors'));
    for (const name of student.parameters.names) {
      // Adam's first moment after the first step is (1 - β1) times the gradient.
      const gradient = ours[0]!.moments[`m/${name}`]!.data.map((m) => m / (1 - config.adamBeta1));
      const expected = theirs[`1/gradients/${name}`]!.data as Float32Array;
      const error = Math.hypot(...blockNorms(Float32Array.from(gradient, (g, k) => g - expected[k]!)));
      expect(error / Math.hypot(...blockNorms(expected)), `gradient of ${name}`).toBeLessThan(1e-4);
    }
    for (const [index, { loss, weights }] of ours.entries()) {
      const their = (name: string) => theirs[`${index + 1}/${name}`]!.data as Float32Array;
      expect(Math.abs(loss / their('loss')[0]! - 1)).toBeLessThan(1e-5);
      for (const [name, { data }] of Object.entries(weights)) {
        const expected = their(`weights/${name}`);
        // A step is at most about the learning rate long: a thousandth of it, and the rounding of the weight itself.
        const excess = Array.from(data, (w, k) => Math.abs(w - expected[k]!) - 1.2e-7 * Math.abs(w));
        const isOff = excess.filter((amount) => amount > 0.001 * config.learningRate).length;
        // Adam's first steps take the sign of a gradient: where it is 0 but for rounding, ours may be another.
        expect(isOff / data.length, `${name} after step ${index + 1}`).toBeLessThan(1e-3);
      }
    }
  } finally {
    phase.dispose();
    trainer.dispose();
    student.dispose();
    await rm(exchange, { recursive: true });
  }
});

async function handOver(exchange: string, student: StudentModel, rows: Int32Array, config: object): Promise<void> {
  const buffers = dataSet.createBuffers(batchSize);
  dataSet.readBatch(rows, buffers);
  await saveSafetensors(join(exchange, 'inputs.safetensors'), {
    ...student.parameters.toHost(),
    pixels: { shape: [batchSize, 4, 84, 84], data: buffers.pixels },
    labels: { shape: [batchSize], data: buffers.labels },
  });
  await writeFile(join(exchange, 'config.json'), JSON.stringify(config));
}

/** Zero biases would hide a wrong one. */
function withBiases(weights: HostTensors): HostTensors {
  const rng = new Rng(9);
  const draw = () => 0.1 * (2 * rng.uniform() - 1);
  return Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [
      name,
      { shape, data: name.endsWith('/bias') ? Float32Array.from(data, draw) : data },
    ]),
  );
}

/** Norms of pieces short enough to be spread into Math.hypot. */
function blockNorms(values: Float32Array): number[] {
  const size = 10_000;
  return Array.from({ length: Math.ceil(values.length / size) }, (_, block) =>
    Math.hypot(...values.subarray(block * size, (block + 1) * size)),
  );
}

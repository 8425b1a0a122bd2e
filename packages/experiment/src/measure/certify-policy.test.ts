import { certify } from '@a2pd/certify';
import { observationSize, Rng } from '@a2pd/core';
import { architectureSchema, StudentModel } from '@a2pd/distill';
import { architectureOf, initialWeights, RainbowModel, rainbowPresets } from '@a2pd/rainbow';
import { conv2d, dense, type HostTensors, Parameters, relu, type Tensor, tf } from '@a2pd/tensor';
import { expect, it } from 'vitest';
import { certifiableModel } from './certify-policy.js';

/** What certification takes for the student's network: each layer on what the one before gives, ReLU between them. */
function throughLayers(student: StudentModel, input: Tensor): Tensor {
  const layers = student.layers();
  return layers.reduce((given, { kernel, bias, stride }, i) => {
    const flat = stride === undefined ? tf.reshape(given, [given.shape[0]!, -1]) : given;
    const made = stride === undefined ? dense(flat, kernel, bias) : conv2d(flat, kernel, bias, stride);
    return i < layers.length - 1 ? relu(made) : made;
  }, input);
}

it('certifies the network that decides: the student’s layers give its logits', () => {
  const rng = new Rng(4);
  const architecture = architectureSchema.parse({ filters: [4, 6, 5], hiddenUnits: 16 });
  const fresh = StudentModel.initialise(architecture, 6, 2);
  // Fresh biases are zero, and would not be missed.
  const weights: HostTensors = Object.fromEntries(
    Object.entries(fresh.parameters.toHost()).map(([name, { shape, data }]) => {
      return [name, { shape, data: Float32Array.from(data, (value) => value + 0.1 * (rng.uniform() - 0.5)) }];
    }),
  );
  const student = new StudentModel(architecture, 6, weights);
  const input = tf.tensor4d(
    Float32Array.from({ length: 3 * 84 * 84 * 4 }, () => rng.uniform()),
    [3, 84, 84, 4],
  );
  const [folded, logits] = tf.tidy(() =>
    [throughLayers(student, input), student.logits(input)].map((t) => t.dataSync()),
  );
  expect(Math.max(...logits!.map(Math.abs))).toBeGreaterThan(0.1);
  logits!.forEach((logit, i) => {
    expect(folded![i]).toBeCloseTo(logit, 4);
  });
  for (const owned of [student, fresh, input]) owned.dispose();
});

it.each([true, false])('certifies a DQN teacher, dueling: %s; CROWN more than intervals', async (dueling) => {
  const parts = { ...rainbowPresets.pipeline.parts, distributional: false, dueling };
  const architecture = architectureOf({ ...rainbowPresets.pipeline, hiddenUnits: 16, parts }, 4);
  const teacher = new RainbowModel(architecture, new Parameters(initialWeights(architecture, 0.1, new Rng(5))));
  const rng = new Rng(6);
  const observations = Uint8Array.from({ length: 2 * observationSize }, () => rng.integer(256));
  const options = { model: certifiableModel(teacher), observations, epsilons: [] };
  const [intervals, crown] = [await certify(options), await certify({ ...options, bounds: 'crown' })];
  teacher.dispose();
  expect(Math.min(...crown.radii)).toBeGreaterThan(0);
  for (const [state, radius] of crown.radii.entries()) expect(radius).toBeGreaterThan(intervals.radii[state]!);
});

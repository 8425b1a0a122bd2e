import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArtefact } from '@a2pd/artefact';
import { Rng } from '@a2pd/core';
import { type HostTensor, Parameters, type Tensor4D, tf } from '@a2pd/tensor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { architectureOf } from './architecture.js';
import { initialWeights } from './initial-weights.js';
import { Learner } from './learner.js';
import { RainbowModel } from './model.js';
import { loadPolicy, readPolicy, savePolicy } from './policy.js';
import { rainbowPresets } from './presets.js';

const training = { ...rainbowPresets.pipeline, hiddenUnits: 8 };
const architecture = architectureOf(training, 4);
const weights = initialWeights(architecture, 0.5, new Rng(1));
const description = { game: 'pong', seeds: { training: 123 }, config: { preset: 'rainbow' } };

describe('a saved policy', () => {
  let directory: string;
  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'a2pd-policy-')), 'teacher');
  });
  afterEach(() => rm(join(directory, '..'), { recursive: true }));

  it('loads as the same function, without the sigmas', async () => {
    const manifest = await savePolicy(directory, { architecture, weights, training, description });
    expect(manifest).toMatchObject({
      kind: 'policy',
      game: 'pong',
      config: { architecture: { name: 'rainbow' }, training, preset: 'rainbow' },
    });
    const original = new RainbowModel(architecture, new Parameters(weights), { temperature: 0.5 });
    const loaded = await loadPolicy(directory, { temperature: 0.5, name: 'teacher' });
    tf.tidy(() => {
      const input = tf.randomUniform([2, 84, 84, 4], 0, 1, 'float32', 3) as Tensor4D;
      expect(loaded.logits(input).dataSync()).toEqual(original.logits(input).dataSync());
      const q = original.qValues(input).dataSync();
      expect(loaded.logits(input).dataSync()).toEqual(q.map((value) => value / 0.5));
    });
    expect([loaded.name, loaded.numActions]).toEqual(['teacher', 4]);
    loaded.dispose();
    original.dispose();
    const bytes = (await readFile(join(directory, 'weights.safetensors'))).length;
    const means = Object.entries(weights).filter(([name]) => !name.endsWith('Sigma'));
    expect(bytes).toBeLessThan(means.reduce((sum, [, { data }]) => sum + data.byteLength, 4096));
  });

  it('is refused when a bit has flipped, when it is missing and when it is another kind of policy', async () => {
    await expect(loadPolicy(directory)).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
    await savePolicy(directory, { architecture, weights, training, description });
    const file = join(directory, 'weights.safetensors');
    const bytes = await readFile(file);
    bytes[bytes.length - 100]! ^= 1;
    await writeFile(file, bytes);
    await expect(loadPolicy(directory)).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
    await writeArtefact(directory, { kind: 'policy', config: { architecture: { name: 'nature-dqn' } }, seeds: {} }, {});
    await expect(loadPolicy(directory)).rejects.toMatchObject({
      code: 'INCOMPATIBLE_ARTEFACT',
      message: 'Expected a policy of architecture "rainbow" but received "nature-dqn"',
    });
  });

  it('is refused when its weights are of another type or shape', async () => {
    const whole = Object.fromEntries(
      Object.entries(weights).map(([name, { shape, data }]) => [name, { shape, data: Int32Array.from(data) }]),
    );
    const [[name, first]] = Object.entries(weights) as [[string, HostTensor]];
    const flat = { ...weights, [name]: { shape: [first.data.length], data: first.data } };
    for (const other of [whole, flat]) {
      await savePolicy(directory, { architecture, weights: other, training, description });
      await expect(loadPolicy(directory)).rejects.toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT' });
      await expect(readPolicy(directory)).rejects.toMatchObject({ remedy: expect.stringContaining('train') });
    }
  });

  it('is where another training can start, if the network is the same', async () => {
    await savePolicy(directory, { architecture, weights, training, description });
    const { weights: means } = await readPolicy(directory);
    const learner = new Learner(training, 4, new Rng(2));
    learner.startFrom(means);
    const { online, target } = learner.state();
    for (const [name, { data }] of Object.entries(means)) {
      expect(online[name]?.data).toEqual(data);
      expect(target[name]?.data).toEqual(data);
    }
    learner.dispose();
    const wider = new Learner({ ...training, hiddenUnits: 9 }, 4, new Rng(2));
    expect(() => wider.startFrom(means)).toThrow(/hyper-parameters of the network/);
    wider.dispose();
    const single = new Learner({ ...training, parts: { ...training.parts, dueling: false } }, 4, new Rng(2));
    expect(() => single.startFrom(means)).toThrow(/weights of this network alone but received "value/);
    single.dispose();
  });

  it('is refused when its weights are not those of its architecture', async () => {
    const other = { ...architecture, hiddenUnits: 9 };
    await savePolicy(directory, { architecture: other, weights, training, description });
    await expect(loadPolicy(directory)).rejects.toThrow(/Expected the weights .*value.hidden.kernel float32\[576,9\]/);
  });
});

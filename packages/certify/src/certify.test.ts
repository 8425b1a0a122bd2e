import { intervalLeads, type ReluModel } from '@a2pd/bounds';
import { type ExampleNetwork, exampleNetwork } from '@a2pd/bounds/testing';
import { observationSize, Rng } from '@a2pd/core';
import { inputGradient, numTensors, pixels, pixelsToInput, type Tensor, type Tensor4D, tf } from '@a2pd/tensor';
import { afterEach, describe, expect, it } from 'vitest';
import { certify } from './certify.js';
import { requireFloat32 } from './float32.js';
import { LeadProver } from './play/lead-prover.js';

const states = 8;
let network: ExampleNetwork;
afterEach(() => network.dispose());

function observationsFrom(seed: number): Uint8Array {
  const rng = new Rng(seed);
  return Uint8Array.from({ length: states * observationSize }, () => rng.integer(256));
}

/** Rows whose argmax differs from the label after `steps` of sign ascent (PGD) from a corner of the ball or its centre. */
function attacked(model: ReluModel, observations: Uint8Array, labels: Int32Array, epsilon: number, seed: number) {
  return tf
    .tidy(() => {
      const clean = pixelsToInput(pixels(observations, states));
      const isLabel = tf.oneHot(tf.tensor1d(labels, 'int32'), model.numActions, 1, 0, 'float32');
      const lead = (x: Tensor) => {
        const logits = model.logits(x);
        const others = tf.max(tf.sub(logits, tf.mul(isLabel, 1e6)), 1);
        return tf.sum(tf.sub(others, tf.sum(tf.mul(logits, isLabel), 1)));
      };
      const inBall = (x: Tensor) =>
        tf.clipByValue(tf.maximum(tf.minimum(x, tf.add(clean, epsilon)), tf.sub(clean, epsilon)), 0, 1);
      let shown: Tensor = seed === 0 ? clean : inBall(tf.add(clean, tf.mul(corners(seed, clean), epsilon)));
      let flipped = tf.zeros([states]);
      for (let step = 0; step < 6; step++) {
        const { gradient } = inputGradient(lead, shown);
        shown = inBall(tf.add(shown, tf.mul(tf.sign(gradient), epsilon / 4)));
        const moved = tf.notEqual(tf.argMax(model.logits(shown), 1), tf.tensor1d(labels, 'int32'));
        flipped = tf.maximum(flipped, tf.cast(moved, 'float32'));
      }
      return flipped;
    })
    .dataSync();
}

function corners(seed: number, like: Tensor4D): Tensor {
  const rng = new Rng(seed);
  return tf.tensor4d(
    Float32Array.from({ length: like.size }, () => (rng.uniform() < 0.5 ? -1 : 1)),
    like.shape,
  );
}

it('stops in the middle of a batch when asked to', async () => {
  network = exampleNetwork(1, { numActions: 3, scale: 0.5 });
  const stop = new AbortController();
  const before = numTensors();
  const certifying = certify({ model: network, observations: observationsFrom(1), epsilons: [0], signal: stop.signal });
  setImmediate(() => stop.abort());
  await expect(certifying).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect(numTensors()).toBe(before);
});

describe('certified <= attacked <= clean', () => {
  it.each([1, 2, 3, 4])('on random network %i', async (seed) => {
    network = exampleNetwork(seed, { numActions: 2 + (seed % 5), scale: 0.5 + 0.2 * seed });
    const observations = observationsFrom(seed);
    const epsilons = [0, 3e-5, 1e-4, 3e-4, 1 / 255, 3 / 255];
    const { actions, certified, radii } = await certify({ model: network, observations, epsilons, batchSize: 5 });
    // Neither is nothing certified nor all.
    expect(certified[1]!.some(Boolean)).toBe(true);
    expect(certified.at(-1)!.every(Boolean)).toBe(false);
    for (const [k, epsilon] of epsilons.entries()) {
      const flipped = [0, 1].map((start) => attacked(network, observations, actions, epsilon, start));
      for (let row = 0; row < states; row++) {
        if (certified[k]![row]) expect(flipped.map((flips) => flips[row])).toEqual([0, 0]);
        expect(certified[k]![row]).toBe(epsilon <= radii[row]!);
        if (k > 0 && certified[k]![row]) expect(certified[k - 1]![row]).toBe(true);
      }
    }
  });
});

describe('the radius', () => {
  it('is safe against PGD from the centre and from random corners, and not far from the first flip', async () => {
    network = exampleNetwork(9);
    const observations = observationsFrom(9);
    const { actions, radii } = await certify({ model: network, observations, epsilons: [] });
    const [smallest, largest] = [Math.min(...radii), Math.max(...radii)];
    expect(smallest).toBeGreaterThan(0);
    for (const start of [0, 1, 2]) {
      expect(Math.max(...attacked(network, observations, actions, smallest, start))).toBe(0);
    }
    // Bounds through four layers are loose, but not vacuous: some action falls within 30 radii.
    expect(Math.max(...attacked(network, observations, actions, 30 * largest, 0))).toBe(1);
  });

  it('is that of the closed form where the network is linear', async () => {
    network = exampleNetwork(1, { numActions: 2 });
    // One layer: logits (sum of pixels of frame 3 times w, 0), whose lead is w * (sum - 0).
    const kernel = tf.tensor2d(
      Float32Array.from({ length: observationSize * 2 }, (_, i) => (i % 2 === 0 ? 1e-3 : 0)),
      [observationSize, 2],
    );
    const bias = tf.tensor1d([-1, 0]);
    const linear: ReluModel = {
      name: 'linear',
      numActions: 2,
      layers: () => [{ kernel, bias }],
      logits: (input) => tf.add(tf.matMul(tf.reshape(input, [-1, observationSize]), kernel), bias),
    };
    // Every pixel 128/255: lead 1e-3 * 28224 * 128/255 - 1, and each of the 28224 pixels takes 1e-3 epsilon from it.
    const observations = new Uint8Array(observationSize).fill(128);
    const { radii, actions } = await certify({ model: linear, observations, epsilons: [] });
    const expected = 128 / 255 - 1 / (1e-3 * observationSize);
    expect(actions[0]).toBe(0);
    expect(radii[0]).toBeLessThan(expected);
    // What rounding could do to a sum of 28224 products costs the rest.
    expect(radii[0]).toBeGreaterThan(0.98 * expected);
    tf.dispose([kernel, bias]);
  });
});

it.each(['crown', 'alpha-crown'] as const)(
  '%s certifies what intervals do, and more, but nothing that an attack changes',
  async (bounds) => {
    network = exampleNetwork(2, { numActions: 3, scale: 0.9 });
    const observations = observationsFrom(2);
    const epsilons = [3e-4, 0, 1e-4, 1e-3];
    const options = { model: network, observations, epsilons };
    const intervals = await certify(options);
    const { certified, actions, radii } = await certify({ ...options, bounds });
    expect(actions).toEqual(intervals.actions);
    for (const [row, radius] of radii.entries()) expect(radius).toBeGreaterThanOrEqual(intervals.radii[row]!);
    expect(Math.max(...radii)).toBeLessThan(1);
    const count = (levels: readonly (readonly boolean[])[]) => levels.flat().filter(Boolean).length;
    expect(count(certified)).toBeGreaterThan(count(intervals.certified));
    for (const [k, epsilon] of epsilons.entries()) {
      const flips = [0, 1].map((start) => attacked(network, observations, actions, epsilon, start));
      for (let row = 0; row < states; row++) {
        expect(certified[k]![row]).toBe(epsilon <= radii[row]!);
        if (intervals.certified[k]![row]) expect(certified[k]![row]).toBe(true);
        if (certified[k]![row]) expect(flips.map((flipped) => flipped[row])).toEqual([0, 0]);
      }
    }
  },
);

describe('soundness', () => {
  it('bounds the lead at every sampled point of the box', () => {
    network = exampleNetwork(21, { scale: 1.5 });
    const observations = observationsFrom(21);
    const rng = new Rng(3);
    for (const epsilon of [1e-6, 1e-3, 0.02]) {
      tf.tidy(() => {
        const clean = pixelsToInput(pixels(observations, states));
        const labels = tf.argMax(network.logits(clean), 1).toInt();
        const bounds = intervalLeads(network, clean, labels.as1D(), tf.fill([states], epsilon)).dataSync();
        for (let sample = 0; sample < 10; sample++) {
          const noise =
            sample < 5 ? corners(100 + sample, clean) : tf.randomUniform(clean.shape, -1, 1, 'float32', rng.seed());
          const shown = tf.clipByValue(tf.add(clean, tf.mul(noise, epsilon)), 0, 1);
          const isLabel = tf.oneHot(labels.as1D(), network.numActions, 1, 0, 'float32');
          const logits = network.logits(shown);
          const leads = tf.sub(tf.sum(tf.mul(logits, isLabel), 1, true), logits).dataSync();
          for (const [entry, lead] of leads.entries()) expect(lead).toBeGreaterThanOrEqual(bounds[entry]!);
        }
      });
    }
  });

  it('holds where only rounding separates two actions', async () => {
    network = exampleNetwork(5, { numActions: 2 });
    const kernel = tf.fill([observationSize, 2], 1);
    const bias = tf.tensor1d([1e-3, 0]);
    // The lead of 1e-3 drowns in sums of 14,000, whose last bit is worth as much.
    const drowned: ReluModel = {
      name: 'drowned',
      numActions: 2,
      layers: () => [{ kernel, bias }],
      logits: (input) => tf.add(tf.matMul(tf.reshape(input, [-1, observationSize]), kernel as never), bias),
    };
    const observations = observationsFrom(2);
    const { certified } = await certify({ model: drowned, observations, epsilons: [0] });
    expect(certified[0]!.some(Boolean)).toBe(false);
    tf.dispose([kernel, bias]);
  });
});

describe('certify', () => {
  it('keeps no tensor and stops on request', async () => {
    network = exampleNetwork(2);
    const options = { model: network, observations: observationsFrom(1), epsilons: [1 / 255] };
    await certify(options);
    const before = numTensors();
    await certify(options);
    await expect(certify({ ...options, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(numTensors()).toBe(before);
  });

  it.each([
    ['half an observation', { observations: new Uint8Array(100) }, 'INVALID_BUFFER'],
    ['pixels as floats', { observations: new Float32Array(observationSize) as never }, 'INVALID_BUFFER'],
    ['no radii', { epsilons: undefined as never }, 'INVALID_ARGUMENT'],
    ['no observation', { observations: new Uint8Array(0) }, 'INVALID_BUFFER'],
    ['a radius of 3', { epsilons: [3] }, 'INVALID_ARGUMENT'],
    ['NaN as radius', { epsilons: [Number.NaN] }, 'INVALID_ARGUMENT'],
    ['batches of none', { batchSize: 0 }, 'INVALID_ARGUMENT'],
    ['bounds that it does not know', { bounds: 'simplex' as never }, 'INVALID_ARGUMENT'],
    ['an option that it does not know', { bound: 'crown' }, 'INVALID_ARGUMENT'],
    ['batches of half a state', { batchSize: 0.5 }, 'INVALID_ARGUMENT'],
  ])('refuses %s', async (_, changes, code) => {
    network = exampleNetwork(2);
    const options = { model: network, observations: observationsFrom(1), epsilons: [1 / 255] };
    await expect(certify({ ...options, ...changes })).rejects.toMatchObject({ code });
  });

  it.each([
    ['without layers', []],
    ['that is dense before it is convolutional', ['logits', 'first']],
    ['whose last layer gives no logits', ['first', 'second', 'hidden']],
  ])('refuses a network %s', async (_, kept) => {
    network = exampleNetwork(2);
    const names = ['first', 'second', 'hidden', 'logits'];
    const broken: ReluModel = { ...network, layers: () => kept.map((name) => network.layers()[names.indexOf(name)]!) };
    const failure = certify({ model: broken, observations: observationsFrom(1), epsilons: [] });
    await expect(failure).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it.each([
    ['A2PD_PRECISION', 'bfloat16'],
    ['NVIDIA_TF32_OVERRIDE', '1'],
  ])('refuses %s=%s', async (variable, value) => {
    network = exampleNetwork(2);
    const before = process.env[variable];
    process.env[variable] = value;
    try {
      const failure = certify({ model: network, observations: observationsFrom(1), epsilons: [] });
      await expect(failure).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
      expect(() => new LeadProver(network, ['ibp'])).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }));
    } finally {
      if (before === undefined) delete process.env[variable];
      else process.env[variable] = before;
    }
  });

  it('refuses a GPU, whose convolutions no margin covers', () => {
    expect(() => requireFloat32(true)).toThrow(/CUDA_VISIBLE_DEVICES=-1/);
    expect(() => requireFloat32(false)).not.toThrow();
  });

  it('refuses a network that gives NaN', async () => {
    network = exampleNetwork(2);
    const broken: ReluModel = { ...network, logits: (input) => tf.mul(network.logits(input), Number.NaN) };
    const failure = certify({ model: broken, observations: observationsFrom(1), epsilons: [] });
    await expect(failure).rejects.toMatchObject({ code: 'NOT_FINITE' });
  });
});

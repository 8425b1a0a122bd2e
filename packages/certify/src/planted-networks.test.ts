/** Networks that only look certifiable: what their bounds seem to prove must not count, or must be told. */
import type { AffineLayer, ReluModel } from '@a2pd/bounds';
import { exampleNetwork } from '@a2pd/bounds/testing';
import { observationSize, Rng } from '@a2pd/core';
import { dense, pixels, pixelsToInput, relu, type Tensor, tf } from '@a2pd/tensor';
import { afterEach, describe, expect, it } from 'vitest';
import { certify } from './certify.js';
import { boundsNames } from './lead-bounds.js';
import { LeadProver } from './play/lead-prover.js';
import { summariseCertification } from './summary.js';

const states = 3;
const owned: (Tensor | { dispose(): void })[] = [];
afterEach(() => {
  for (const each of owned.splice(0)) each.dispose();
});

function observations(seed = 1, count = states): Uint8Array {
  const rng = new Rng(seed);
  return Uint8Array.from({ length: count * observationSize }, () => rng.integer(256));
}

/** Every pixel of this level. */
function plain(level: number): Uint8Array {
  return new Uint8Array(observationSize).fill(level);
}

/** One hidden unit that is the first pixels times weights, and logits of it times more weights. */
function ofOneUnit(pixelWeights: readonly number[], logitWeights: readonly number[], bias: readonly number[] = [0, 0]) {
  const kernel = Float32Array.from({ length: observationSize }, (_, i) => pixelWeights[i] ?? 0);
  const layers: AffineLayer[] = [
    { kernel: tf.tensor2d(kernel, [observationSize, 1]), bias: tf.tensor1d([0]) },
    { kernel: tf.tensor2d([...logitWeights], [1, logitWeights.length]), bias: tf.tensor1d([...bias]) },
  ];
  owned.push(...layers.flatMap((layer) => [layer.kernel, layer.bias]));
  const model: ReluModel = {
    name: 'planted network',
    numActions: logitWeights.length,
    layers: () => layers,
    logits(input) {
      const [hidden, last] = layers;
      const unit = relu(dense(tf.reshape(input, [-1, observationSize]), hidden!.kernel, hidden!.bias));
      return dense(unit, last!.kernel, last!.bias);
    },
  };
  return model;
}

function scoresOf(model: ReluModel, shown: Uint8Array): number[] {
  return tf.tidy(() => [...model.logits(pixelsToInput(pixels(shown, 1))).dataSync()]);
}

function actionsOf(model: ReluModel, shown: Uint8Array): number[] {
  const count = shown.length / observationSize;
  return tf.tidy(() => [...tf.argMax(model.logits(pixelsToInput(pixels(shown, count))), 1).dataSync()]);
}

describe('a last layer scaled to nothing', () => {
  it.each(['ibp', 'crown'] as const)('proves no more by %s', async (bounds) => {
    const network = exampleNetwork(4, { numActions: 3, scale: 0.7 });
    owned.push(network);
    const scale = tf.scalar(2 ** -40);
    owned.push(scale);
    const scaled: ReluModel = {
      ...network,
      layers: () =>
        network
          .layers()
          .map((layer, i, all) =>
            i < all.length - 1 ? layer : { kernel: tf.mul(layer.kernel, scale), bias: tf.mul(layer.bias, scale) },
          ),
      logits: (input) => tf.mul(network.logits(input), scale),
    };
    const options = { observations: observations(), epsilons: [1e-4, 1e-3], bounds };
    const [honest, planted] = [
      await certify({ model: network, ...options }),
      await certify({ model: scaled, ...options }),
    ];
    expect(honest.certified.flat()).toContain(true);
    for (const [k, certified] of planted.certified.entries()) {
      for (const [state, holds] of certified.entries()) {
        if (holds) expect(honest.certified[k]![state]).toBe(true);
      }
    }
  });

  it('proves nothing where float32 flushes the difference to 0', async () => {
    // The second logit is 2e-38 of a pixel: bright it wins, and dimmed by a quarter it is no float32 any more but 0, a tie.
    const model = ofOneUnit([1], [0, 1.5e-38]);
    expect(actionsOf(model, plain(255))).toEqual([1]);
    expect(actionsOf(model, plain(190))).toEqual([0]);
    for (const bounds of boundsNames) {
      const { certified } = await certify({ model, observations: plain(255), epsilons: [0.26], bounds });
      expect(certified).toEqual([[false]]);
    }
    const prover = new LeadProver(model, boundsNames);
    expect([...prover.prove(plain(255), [0.26]).possible[0]!]).toEqual([1, 1]);
    prover.dispose();
  });
});

describe('sums that overflow float32', () => {
  // Without an attack the sums stay finite; brighter pixels make one of them infinite, and the logits NaN.
  const overflowing = () => ofOneUnit([3e38, 3e38, -3e38, -3e38], [0, -1e-39], [1, 0]);
  const refused = { code: 'INVALID_ARGUMENT', message: expect.stringContaining('sums of at most 2^60') };

  it('prove nothing: such a network is refused, of states and of episodes', async () => {
    const model = overflowing();
    expect(scoresOf(model, plain(128))).toEqual([1, 0]);
    expect(scoresOf(model, plain(200))).not.toEqual([1, 0]);
    await expect(certify({ model, observations: plain(128), epsilons: [0.2] })).rejects.toMatchObject(refused);
    expect(() => new LeadProver(model, ['ibp'])).toThrow(expect.objectContaining(refused));
  });

  it('does not mind a network as large as those that play', async () => {
    const model = ofOneUnit([1e6, -1e6], [1e6, -1e6]);
    const { certified } = await certify({ model, observations: plain(128), epsilons: [0] });
    expect(certified).toEqual([[false]]); // a tie
  });
});

it('a constant policy is certified everywhere, and its certificate says that it is constant', async () => {
  const constant = ofOneUnit([1e-3], [1, -1, 0], [3, 0, 0]);
  const shown = observations();
  const certificates = await certify({ model: constant, observations: shown, epsilons: [1] });
  expect(certificates.certified).toEqual([Array(states).fill(true)]);
  const context = { source: 'visited', epsilons: [1], attackedShares: null, attackLabel: null } as const;
  const described = { ...context, policyName: 'constant', episodeOf: Int32Array.from({ length: states }, (_, i) => i) };
  expect(summariseCertification(certificates, described)).toMatchObject({ majorityActionShare: 1 });
});

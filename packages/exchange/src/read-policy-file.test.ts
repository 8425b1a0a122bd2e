/** Files of other projects as networks of ours: the same scores, computed in TensorFlow. */
import { Rng } from '@a2pd/core';
import { StudentModel } from '@a2pd/distill';
import { RainbowModel } from '@a2pd/rainbow';
import { encodeSafetensors, type HostTensors, type Model, Parameters, type Tensor4D, tf } from '@a2pd/tensor';
import { describe, expect, it } from 'vitest';
import type { FormatName } from './formats/formats.js';
import type { Network } from './network.js';
import { type PolicyFileOptions, readPolicyFile } from './read-policy-file.js';
import { drawTorchNetwork, type Sizes, type TorchNetwork, torchQValues } from './testing/torch-network.js';
import { torchWeights } from './torch/torch-weights.js';
import { writeStateDict } from './torch/write-state-dict.js';
import { writeZip } from './zip/write-zip.js';

const canonical: Sizes = { frames: 4, filters: [32, 64, 64], hiddenUnits: 16, numActions: 6 };
const small: Sizes = { frames: 4, filters: [3, 4, 5], hiddenUnits: 7, numActions: 3 };

const cleanRl: TorchNetwork = {
  convolutions: ['network.0', 'network.2', 'network.4'],
  heads: [['network.7', 'network.9']],
};
const stableBaselines: TorchNetwork = {
  convolutions: [0, 2, 4].map((i) => `q_net.features_extractor.cnn.${i}`),
  heads: [['q_net.features_extractor.linear.0', 'q_net.q_net.0']],
};
const dueling: TorchNetwork = {
  convolutions: ['body.a', 'body.b', 'body.c'],
  heads: [
    ['worth.0', 'worth.2'],
    ['gain.0', 'gain.2'],
  ],
};

/** [4, 84, 84], oldest frame first. */
const observation = Array.from({ length: 4 * 84 * 84 }, () => 0);
const rng = new Rng(5);
for (const i of observation.keys()) observation[i] = rng.uniform();

function ourQValues({ architecture, weights }: Network): number[] {
  const { numActions } = architecture;
  const model: Model =
    architecture.name === 'rainbow'
      ? new RainbowModel(architecture, new Parameters(weights))
      : new StudentModel(architecture, numActions, weights);
  try {
    return tf.tidy(() => {
      const input = tf.transpose(tf.tensor4d(observation, [1, 4, 84, 84]), [0, 2, 3, 1]) as Tensor4D;
      return [...model.logits(input).dataSync()];
    });
  } finally {
    model.dispose();
  }
}

const read = (bytes: Uint8Array, format: FormatName, options: Partial<PolicyFileOptions> = {}) =>
  readPolicyFile(bytes, { format, ...options });

function expectClose(received: readonly number[], expected: readonly number[]): void {
  expect(received).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(received[i]).toBeCloseTo(value, 4);
}

describe('readPolicyFile', () => {
  it.each<[string, FormatName, TorchNetwork, Sizes, string]>([
    ['a state dict of CleanRL', 'cleanrl-dqn', cleanRl, canonical, 'rainbow'],
    ['one of other widths', 'cleanrl-dqn', cleanRl, small, 'nature-dqn'],
    ['any names', 'nature-dqn', stableBaselines, small, 'nature-dqn'],
    ['streams that duel', 'nature-dqn', dueling, canonical, 'rainbow'],
    ['a single frame', 'nature-dqn', cleanRl, { ...small, frames: 1 }, 'nature-dqn'],
  ])('gives the scores of the original: %s', async (_, format, network, sizes, architecture) => {
    const tensors = drawTorchNetwork(network, sizes, 3);
    const newest = observation.slice((4 - sizes.frames) * 84 * 84);
    for (const bytes of [await writeStateDict(tensors), encodeSafetensors(tensors)]) {
      const ours = await read(bytes, format);
      expect(ours.architecture.name).toBe(architecture);
      expectClose(ourQValues(ours), torchQValues(tensors, network, newest));
    }
  });

  it("reads the zip of Stable-Baselines3's save, and the state dict in it", async () => {
    const tensors = drawTorchNetwork(stableBaselines, canonical, 4);
    const policy = await writeStateDict({ ...tensors, ...drawTorchNetwork(cleanRl, small, 5) });
    const zip = await writeZip({ data: '{}', 'policy.pth': policy, 'policy.optimizer.pth': 'not looked at' });
    const expected = torchQValues(tensors, stableBaselines, observation);
    for (const bytes of [zip, policy]) expectClose(ourQValues(await read(bytes, 'sb3-dqn')), expected);
    await expect(read(zip, 'nature-dqn')).rejects.toThrow(/an archive of sb3-dqn"?; read it as sb3-dqn/);
    const other = await writeZip({ 'notes.txt': 'no weights' });
    for (const format of ['sb3-dqn', 'nature-dqn'] as const) {
      await expect(read(other, format)).rejects.toThrow(
        /a state dict of PyTorch.*notes\.txt.*save the state dict alone/,
      );
    }
  });

  it.each<[string, TorchNetwork, Sizes]>([
    [
      'dueling',
      {
        convolutions: ['cnn.0', 'cnn.2', 'cnn.4'],
        heads: [
          ['value.0', 'value.2'],
          ['advantage.0', 'advantage.2'],
        ],
      },
      canonical,
    ],
    ['one head', { convolutions: ['0', '2', '4'], heads: [['7', '9']] }, small],
  ])('turns the pictures of SA-DQN, which lie on their side: %s', async (_, network, sizes) => {
    const tensors = drawTorchNetwork(network, { ...sizes, frames: 1 }, 9);
    const newest = observation.slice(3 * 84 * 84);
    const onItsSide = newest.map((_, i) => newest[(i % 84) * 84 + Math.floor(i / 84)]!);
    const ours = await read(encodeSafetensors(tensors), 'sa-dqn');
    expectClose(ourQValues(ours), torchQValues(tensors, network, onItsSide));
  });

  it.each<[FormatName, TorchNetwork]>([
    [
      'kaixhin-rainbow',
      {
        convolutions: ['convs.0', 'convs.2', 'convs.4'],
        heads: [
          ['fc_h_v', 'fc_z_v'],
          ['fc_h_a', 'fc_z_a'],
        ],
      },
    ],
    [
      'cleanrl-rainbow',
      {
        convolutions: ['network.0', 'network.2', 'network.4'],
        heads: [
          ['value_head.0', 'value_head.2'],
          ['advantage_head.0', 'advantage_head.2'],
        ],
      },
    ],
  ])('takes the means of %s, and what its atoms expect', async (format, network) => {
    const support = format === 'cleanrl-rainbow' ? [-6, 0, 6] : [-10, 0, 10];
    const drawn = drawTorchNetwork(network, { ...canonical, numAtoms: 3 }, 11);
    const layers = network.heads.flat();
    const tensors = Object.fromEntries(
      Object.entries(drawn).flatMap(([name, tensor]) => {
        const isNoisy = layers.some((layer) => name.startsWith(layer));
        return isNoisy
          ? [
              [`${name}_mu`, tensor],
              [`${name}_sigma`, tensor],
              [`${name}_epsilon`, tensor],
            ]
          : [[name, tensor]];
      }),
    ) as Record<string, HostTensors[string]>;
    if (format === 'cleanrl-rainbow') tensors.support = { shape: [3], data: Float32Array.from(support) };
    const ours = await read(await writeStateDict(tensors), format);
    expect(ours.architecture).toMatchObject({ numActions: 6, numAtoms: 3, vMin: support[0], vMax: support[2] });
    expectClose(ourQValues(ours), torchQValues(drawn, network, observation, support));
  });

  it('takes pixels up to 255 into the first kernel', async () => {
    const tensors = drawTorchNetwork(cleanRl, small, 6);
    const ours = await read(encodeSafetensors(tensors), 'cleanrl-dqn', { largestPixel: 255 });
    const expected = torchQValues(
      tensors,
      cleanRl,
      observation.map((x) => 255 * x),
    );
    for (const [i, value] of ourQValues(ours).entries()) {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-5 * Math.max(...expected.map(Math.abs)));
    }
  });

  it('refuses options that nobody reads', async () => {
    const misspelt = { largestpixel: 255 } as object;
    await expect(read(new Uint8Array(), 'cleanrl-dqn', misspelt)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('did you mean largestPixel?'),
    });
  });

  it('reads what is written of it again, to the last bit', async () => {
    for (const [network, sizes] of [
      [dueling, canonical],
      [cleanRl, small],
    ] as const) {
      const ours = await read(encodeSafetensors(drawTorchNetwork(network, sizes, 7)), 'nature-dqn');
      expect(await read(await writeStateDict(torchWeights(ours)), 'nature-dqn')).toEqual(ours);
    }
  });

  it.each<[string, FormatName, (tensors: Record<string, object>) => void, string]>([
    ['another format', 'sb3-dqn', () => {}, 'a tensor "q_net.features_extractor.cnn.0.weight"'],
    [
      'another kernel',
      'cleanrl-dqn',
      (tensors) => {
        tensors['network.2.weight'] = { shape: [4, 3, 5, 5], data: new Float32Array(300) };
      },
      'Expected a tensor [4, 3, 4, 4] in "network.2.weight" but received "[4, 3, 5, 5]"',
    ],
    [
      'too many frames',
      'cleanrl-dqn',
      (tensors) => {
        tensors['network.0.weight'] = { shape: [3, 12, 8, 8], data: new Float32Array(3 * 12 * 64) };
      },
      'Expected "network.0.weight" for 1 to 4 frames but received "12 channels"',
    ],
    [
      'a layer more',
      'nature-dqn',
      (tensors) => {
        tensors['network.11.weight'] = { shape: [3, 3], data: new Float32Array(9) };
      },
      'one hidden layer of 245 inputs and one of outputs',
    ],
    [
      'a layer between',
      'cleanrl-dqn',
      (tensors) => {
        tensors['network.11.weight'] = { shape: [3, 3], data: new Float32Array(9) };
      },
      'Expected three convolutions, one hidden layer and its outputs but received "also network.11.weight"',
    ],
    [
      'a weight that is none',
      'cleanrl-dqn',
      (tensors) => {
        (tensors['network.9.bias'] as { data: Float32Array }).data[1] = Number.NaN;
      },
      'Expected finite weights in "network.9.bias" but received NaN',
    ],
    [
      'no bias',
      'cleanrl-dqn',
      (tensors) => {
        delete tensors['network.9.bias'];
      },
      'a tensor "network.9.bias"',
    ],
  ])('says what does not fit: %s', async (_, format, change, message) => {
    const tensors = drawTorchNetwork(cleanRl, small, 8) as Record<string, object>;
    change(tensors);
    await expect(read(encodeSafetensors(tensors as never), format)).rejects.toMatchObject({
      code: message.includes('NaN') ? 'NOT_FINITE' : 'INCOMPATIBLE_ARTEFACT',
      message: expect.stringContaining(message),
    });
  });
});

/**
 * Against the originals: policies drawn with Stable-Baselines3 and with PyTorch, and one that Stable-Baselines3 trains on Pong,
 * say the same of real observations here, and ours say the same there. On Linux for x64 PyTorch comes with CUDA's libraries,
 * which it does not load without: 2.6 GB to fetch, once.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AtariVectorEnvironment } from '@a2pd/atari';
import { Rng } from '@a2pd/core';
import { architectureSchema, StudentModel } from '@a2pd/distill';
import { architectureOf, initialWeights, RainbowModel, type TrainingConfig, trainingPresets } from '@a2pd/rainbow';
import {
  type HostTensor,
  type HostTensors,
  loadSafetensors,
  type Model,
  Parameters,
  pixels,
  pixelsToInput,
  saveSafetensors,
  tf,
} from '@a2pd/tensor';
import { type PythonWithPackages, pythonPackages, runPython } from '@a2pd/toolchain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FormatName } from './formats/formats.js';
import type { Network } from './network.js';
import { writeOnnx } from './onnx/write-onnx.js';
import { readPolicyFile } from './read-policy-file.js';
import { torchModule } from './torch/torch-module.js';
import { torchWeights } from './torch/torch-weights.js';
import { writeStateDict } from './torch/write-state-dict.js';

const onCuda = [
  ...['nvidia-cublas==13.4.1.3', 'nvidia-cuda-cupti==13.2.86', 'nvidia-cuda-nvrtc==13.2.86'],
  ...['nvidia-cuda-runtime==13.2.86', 'nvidia-cudnn-cu13==9.26.0.51', 'nvidia-cufft==12.2.0.57'],
  ...['nvidia-cufile==1.17.1.22', 'nvidia-cusparse==12.7.10.12', 'nvidia-cusparselt-cu13==0.8.1'],
  ...['nvidia-nccl-cu13==2.30.7', 'nvidia-nvjitlink==13.5.37', 'nvidia-nvshmem-cu13==3.7.2'],
];
const requirements = [
  ...['torch==2.15.0', 'stable-baselines3==2.9.2', 'gymnasium==1.4.0', 'onnxruntime==1.32.0', 'safetensors==0.8.0'],
  ...['numpy==2.4.6', 'cloudpickle==3.1.3', 'Farama-Notifications==0.0.6', 'filelock==4.3.1', 'flatbuffers==25.12.19'],
  ...['fsspec==2026.9.0', 'Jinja2==3.1.6', 'MarkupSafe==3.0.4', 'mpmath==1.3.0', 'networkx==3.6.1', 'packaging==26.4'],
  ...['protobuf==7.36.2', 'setuptools==84.2.1', 'sympy==1.14.0', 'typing_extensions==4.16.0'],
  ...['ale-py==0.12.1', 'opencv-python-headless==5.0.0.93'],
  ...onCuda.map((requirement) => `${requirement}; sys_platform == "linux" and platform_machine == "x86_64"`),
];

const words = { producer: 'a2pd', description: 'for a test', metadata: { game: 'pong' } };
const numObservations = 64;
const tolerance = 1e-5;

let folder: string;
let python: PythonWithPackages;
let observations: Uint8Array;
let theirScores: HostTensors;
let theirActions: HostTensors;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-exchange-'));
  observations = playedObservations();
  await saveSafetensors(join(folder, 'observations.safetensors'), {
    observations: { shape: [numObservations, 4, 84, 84], data: observations },
  });
  const directory = fileURLToPath(new URL('../.python/torch', import.meta.url));
  python = await pythonPackages({ requirements, directory, log: console.log });
  await runPython(python, [script('originals.py'), folder]);
  theirScores = (await loadSafetensors(join(folder, 'scores.safetensors'))).tensors;
  theirActions = (await loadSafetensors(join(folder, 'actions.safetensors'))).tensors;
});
afterAll(() => rm(folder, { recursive: true }));

const script = (name: string) => fileURLToPath(new URL(`../parity/${name}`, import.meta.url));

/** Of Pong, by chance, as Stable-Baselines3 and CleanRL would show it. */
function playedObservations(): Uint8Array {
  const numEnvironments = 8;
  const environment = new AtariVectorEnvironment({ game: 'pong', preset: 'gymnasium', numEnvironments });
  try {
    const rng = new Rng(1);
    const kept: Uint8Array[] = [];
    for (let step = 0; kept.length < numObservations / numEnvironments; step++) {
      environment.step(Int32Array.from({ length: numEnvironments }, () => rng.integer(environment.numActions)));
      if (step % 20 === 19) kept.push(environment.observations.slice());
    }
    return Buffer.concat(kept);
  } finally {
    environment.close();
  }
}

function ourScores(network: Network, shown = observations): Float32Array {
  const { architecture, weights } = network;
  const model: Model =
    architecture.name === 'rainbow'
      ? new RainbowModel(architecture, new Parameters(weights))
      : new StudentModel(architecture, architecture.numActions, weights);
  try {
    const scores = tf.tidy(() => model.logits(pixelsToInput(pixels(shown, shown.length / (4 * 84 * 84)))));
    return scores.dataSync<'float32'>();
  } finally {
    model.dispose();
  }
}

/** Of each observation. */
function likeliest(scores: Float32Array): number[] {
  return tf.tidy(() => [...tf.argMax(tf.tensor2d(scores, [scores.length / 6, 6]), 1).dataSync()]);
}

function largestDifference(ours: Float32Array, theirs: HostTensors[string] | undefined): number {
  expect(ours).toHaveLength(theirs!.data.length);
  return ours.reduce((largest, value, i) => Math.max(largest, Math.abs(value - theirs!.data[i]!)), 0);
}

describe('a policy that comes in', () => {
  it.each<[string, string, FormatName]>([
    ['sb3-dqn', 'sb3-dqn.zip', 'sb3-dqn'],
    ['cleanrl-dqn', 'cleanrl-dqn.pth', 'cleanrl-dqn'],
    ['one-frame', 'one-frame.pth', 'nature-dqn'],
    ['dueling', 'dueling.pth', 'nature-dqn'],
    ['kaixhin-rainbow', 'kaixhin-rainbow.pth', 'kaixhin-rainbow'],
    ['cleanrl-rainbow', 'cleanrl-rainbow.pth', 'cleanrl-rainbow'],
  ])('says what it said there: %s', async (name, file, format) => {
    const ours = ourScores(await readPolicyFile(await readFile(join(folder, file)), { format }));
    expect(largestDifference(ours, theirScores[name])).toBeLessThan(tolerance);
    const spread = Math.max(...ours) - Math.min(...ours);
    expect(spread).toBeGreaterThan(100 * tolerance);
  });

  it('acts as the predict of Stable-Baselines3', async () => {
    const ours = ourScores(await readPolicyFile(await readFile(join(folder, 'sb3-dqn.zip')), { format: 'sb3-dqn' }));
    expect(likeliest(ours)).toEqual([...theirActions['sb3-dqn']!.data]);
  });

  it('says and does what it did there after Stable-Baselines3 has trained it on Pong, on 1,000 screens from there', async () => {
    await runPython(python, [script('trained.py'), folder, '1000']);
    const { tensors: theirs } = await loadSafetensors(join(folder, 'trained.safetensors'));
    const trained = await readPolicyFile(await readFile(join(folder, 'trained.zip')), { format: 'sb3-dqn' });
    const ours = ourScores(trained, theirs.observations!.data as Uint8Array);
    const actions = likeliest(ours);
    expect(actions).toHaveLength(1000);
    expect(actions).toEqual([...theirs.actions!.data]);
    expect(new Set(actions).size).toBeGreaterThan(1);
    expect(largestDifference(ours, theirs.scores)).toBeLessThan(tolerance);
  });
});

describe('a policy that leaves', () => {
  const { paper, 'two-cores': twoCores, pqn } = trainingPresets;
  const rainbow = (config: TrainingConfig): Network => {
    const architecture = { ...architectureOf(config, 6), noisy: false };
    return { architecture, weights: initialWeights(architecture, 0.1, new Rng(3)) };
  };
  /** Scales and shifts that are not those of the beginning, 1 and 0. */
  const normalised = (network: Network): Network => {
    const rng = new Rng(5);
    const draw = ([name, { shape, data }]: [string, HostTensor]): [string, HostTensor] => [
      name,
      /\.(?:scale|shift)$/.test(name)
        ? { shape, data: Float32Array.from(data, () => rng.uniform() + 0.5) }
        : { shape, data },
    ];
    return { ...network, weights: Object.fromEntries(Object.entries(network.weights).map(draw)) };
  };
  const student = (): Network => {
    const architecture = { ...architectureSchema.parse({}), numActions: 6 };
    const model = StudentModel.initialise(architecture, 6, 4);
    try {
      return { architecture, weights: model.parameters.toHost() };
    } finally {
      model.dispose();
    }
  };
  const networks: Readonly<Record<string, Network>> = {
    student: student(),
    'dueling-c51': rainbow({ ...twoCores, hiddenUnits: 64 }),
    dqn: rainbow({ ...paper, parts: { ...paper.parts, dueling: false, distributional: false } }),
    pqn: normalised(rainbow({ ...pqn, hiddenUnits: 64 })),
  };
  let exported: HostTensors;

  beforeAll(async () => {
    for (const [name, network] of Object.entries(networks)) {
      await writeFile(join(folder, `${name}.exported.pth`), await writeStateDict(torchWeights(network)));
      await writeFile(join(folder, `${name}.py`), torchModule(network));
      await writeFile(join(folder, `${name}.onnx`), writeOnnx(network, words));
    }
    await runPython(python, [script('exports.py'), folder]);
    exported = (await loadSafetensors(join(folder, 'exported.safetensors'))).tensors;
  });

  it.each(Object.keys(networks).flatMap((name) => ['PyTorch', 'ONNX Runtime'].map((where) => [name, where] as const)))(
    'says the same there: %s in %s',
    (name, where) => {
      expect(largestDifference(ourScores(networks[name]!), exported[`${name} in ${where}`])).toBeLessThan(tolerance);
    },
  );
});

/** The kinds of files that a policy can come in: where their weights are, and how their makers show the game to a network. */
import { expectationError } from '@a2pd/core';
import type { HostTensors } from '@a2pd/tensor';
import { looksLikeZip, openZip } from '../zip/read-zip.js';
import type { ForeignReading } from './foreign-network.js';
import { layersByShape } from './layers-by-shape.js';

export const formatNames = [
  'sb3-dqn',
  'cleanrl-dqn',
  'sa-dqn',
  'kaixhin-rainbow',
  'cleanrl-rainbow',
  'nature-dqn',
] as const;
export type FormatName = (typeof formatNames)[number];

export interface Format {
  readonly summary: string;
  /** Whose it is. */
  readonly source: string;
  /** Name of the environment's preset that its networks were trained in. */
  readonly preset: 'rainbow' | 'gymnasium' | 'stable-baselines3' | 'cleanrl' | 'sa-dqn';
  /** What is read inside a zip archive, where the format has one around its state dict. */
  readonly member?: string;
  readonly reading: (tensors: HostTensors) => ForeignReading;
}

/** Names of convolutions with a ReLU after each, in one sequence of PyTorch's. */
const convolutionsIn = (prefix: string) => [0, 2, 4].map((index) => `${prefix}${index}`);

const sequential = (prefix: string): ForeignReading => ({
  layers: {
    convolutions: convolutionsIn(prefix),
    advantage: [`${prefix}7`, `${prefix}9`],
  },
});

const dueling: ForeignReading = {
  layers: {
    convolutions: convolutionsIn('cnn.'),
    advantage: ['advantage.0', 'advantage.2'],
    value: ['value.0', 'value.2'],
  },
};

export const formats: Readonly<Record<FormatName, Format>> = {
  'sb3-dqn': {
    summary: 'DQN with CnnPolicy of Stable-Baselines3: the zip of model.save, or its policy.pth',
    source: 'Raffin et al. (2021), "Stable-Baselines3"',
    preset: 'stable-baselines3',
    member: 'policy.pth',
    reading: () => ({
      layers: {
        convolutions: convolutionsIn('q_net.features_extractor.cnn.'),
        advantage: ['q_net.features_extractor.linear.0', 'q_net.q_net.0'],
      },
      prefix: 'q_net.',
    }),
  },
  'cleanrl-dqn': {
    summary: "the state dict of CleanRL's dqn_atari.py: its .cleanrl_model",
    source: 'Huang et al. (2022), "CleanRL"',
    preset: 'cleanrl',
    reading: () => ({ ...sequential('network.'), prefix: 'network.' }),
  },
  'sa-dqn': {
    summary: 'the state dict of SA-DQN, which sees one frame of a square of the screen',
    preset: 'sa-dqn',
    source:
      'Zhang et al. (2020), "Robust Deep Reinforcement Learning against Adversarial Perturbations on State Observations"',
    // It exchanges the axes of its pictures on the way to the network.
    reading: (tensors) => ({
      ...(Object.hasOwn(tensors, 'cnn.0.weight') ? dueling : sequential('')),
      isSideways: true,
    }),
  },
  'kaixhin-rainbow': {
    summary:
      "the state dict of Kaixhin/Rainbow, which the paper's teachers are, with its default returns from -10 to 10",
    source: 'Hessel et al. (2018), "Rainbow"; the code the paper used',
    preset: 'rainbow',
    reading: () => ({
      layers: {
        convolutions: convolutionsIn('convs.'),
        advantage: ['fc_h_a', 'fc_z_a'],
        value: ['fc_h_v', 'fc_z_v'],
      },
      support: { vMin: -10, vMax: 10 },
      prefix: '',
    }),
  },
  'cleanrl-rainbow': {
    summary: "the state dict of CleanRL's rainbow_atari.py: its .cleanrl_model",
    source: 'Huang et al. (2022), "CleanRL"',
    preset: 'cleanrl',
    reading: ({ support }) => ({
      layers: {
        convolutions: convolutionsIn('network.'),
        advantage: ['advantage_head.0', 'advantage_head.2'],
        value: ['value_head.0', 'value_head.2'],
      },
      // A buffer beside its weights.
      support: { vMin: support?.data.at(0) ?? -10, vMax: support?.data.at(-1) ?? 10 },
      prefix: 'network.',
    }),
  },
  'nature-dqn': {
    summary: 'any state dict or safetensors file of these layers in PyTorch, found by their shapes; dueling or not',
    source: 'Mnih et al. (2015); Wang et al. (2016)',
    preset: 'gymnasium',
    reading: (tensors) => ({ layers: layersByShape(tensors) }),
  },
};

export function formatNamed(name: string): Format {
  if (Object.hasOwn(formats, name)) return formats[name as FormatName];
  throw expectationError('INVALID_ARGUMENT', `a format among ${formatNames.join(', ')}`, name);
}

/**
 * The state dict in a file of the format: the file itself, or a member of the archive that it is.
 * @throws A2pdError INCOMPATIBLE_ARTEFACT for an archive of another format.
 */
export async function stateDictIn(bytes: Uint8Array, { member }: Format): Promise<Uint8Array> {
  if (!looksLikeZip(bytes)) return bytes;
  const zip = await openZip(bytes);
  if (member !== undefined && zip.names.includes(member)) return zip.read(member);
  // A state dict is an archive too.
  if (zip.names.some((name) => name.endsWith('data.pkl'))) return bytes;
  const other = formatNames.find((name) => zip.names.includes(formats[name].member ?? ''));
  const expected = 'a state dict of PyTorch';
  const received = other ? `an archive of ${other}` : zip.names;
  const remedy = other ? `read it as ${other}` : 'save the state dict alone, torch.save(network.state_dict(), file)';
  throw expectationError('INCOMPATIBLE_ARTEFACT', expected, received, remedy);
}

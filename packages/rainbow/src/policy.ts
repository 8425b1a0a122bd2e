/**
 * A trained teacher on disk: an artefact of kind `policy` with `weights.safetensors` and the architecture in its
 * manifest. Only the means of noisy layers are kept, so what is saved is an ordinary network.
 */
import { Artefact, type ArtefactDescription, type Manifest, weightsFile, writeArtefact } from '@a2pd/artefact';
import { A2pdError, expectationError } from '@a2pd/core';
import { decodeSafetensors, encodeSafetensors, type HostTensors, Parameters } from '@a2pd/tensor';
import { type Architecture, architectureSchema, weightShapes } from './architecture.js';
import { RainbowModel, type RainbowModelOptions } from './model.js';
import type { TrainingConfig } from './training-config.js';

/** What the weights do: play, or choose what an attack leads a policy to. */
export type PolicyKind = 'policy' | 'adversary';

export interface TrainedPolicy {
  /** `policy` when absent. */
  readonly kind?: PolicyKind | undefined;
  readonly architecture: Architecture;
  readonly weights: HostTensors;
  readonly training: TrainingConfig;
  /** What else the manifest should say: game, ROM, seeds, figures. */
  readonly description: Omit<ArtefactDescription, 'kind' | 'config'> & Partial<Pick<ArtefactDescription, 'config'>>;
}

/** Writes the teacher into `directory`, all or nothing. */
export function savePolicy(directory: string, policy: TrainedPolicy): Promise<Manifest> {
  const architecture: Architecture = { ...policy.architecture, noisy: false };
  const means = Object.fromEntries(
    Object.keys(weightShapes(architecture)).map((name) => [name, policy.weights[name]!] as const),
  );
  return writeArtefact(
    directory,
    {
      ...policy.description,
      kind: policy.kind ?? 'policy',
      config: { ...policy.description.config, architecture, training: policy.training },
    },
    { [weightsFile]: encodeSafetensors(means) },
  );
}

/**
 * Loads what `savePolicy` wrote; the caller disposes of the model.
 * @param kind `policy` when absent.
 * @throws A2pdError FILE_UNAVAILABLE, CORRUPT_ARTEFACT, or INCOMPATIBLE_ARTEFACT for another kind of policy.
 */
export async function loadPolicy(
  directory: string,
  { kind, ...options }: RainbowModelOptions & { readonly kind?: PolicyKind | undefined } = {},
): Promise<RainbowModel> {
  const { architecture, weights } = await readPolicy(directory, kind);
  return new RainbowModel(architecture, new Parameters(weights), options);
}

/** The weights of what `savePolicy` wrote, on the host: where another training may start. Throws as `loadPolicy`. */
export async function readPolicy(
  directory: string,
  kind: PolicyKind = 'policy',
): Promise<{ architecture: Architecture; weights: HostTensors }> {
  const artefact = await Artefact.open(directory, kind);
  const architecture = readArchitecture(artefact);
  const { tensors } = decodeSafetensors(await artefact.read(weightsFile));
  requireWeights(architecture, tensors);
  return { architecture, weights: tensors };
}

function readArchitecture(artefact: Artefact): Architecture {
  const found = artefact.manifest.config.architecture;
  const name = typeof found === 'object' && found !== null && 'name' in found ? found.name : undefined;
  if (name !== 'rainbow') throw expectationError('INCOMPATIBLE_ARTEFACT', 'a policy of architecture "rainbow"', name);
  return artefact.parse(architectureSchema, found);
}

/** The file is what was written, so weights that do not fit are another network's. */
function requireWeights(architecture: Architecture, tensors: HostTensors): void {
  const shapes = weightShapes(architecture);
  const expected = Object.entries(shapes).map(([name, shape]) => `${name} float32[${shape}]`);
  const received = Object.entries(tensors).map(([name, { shape, data }]) => {
    const type = data instanceof Float32Array ? 'float32' : data instanceof Int32Array ? 'int32' : 'uint8';
    return `${name} ${type}[${shape}]`;
  });
  const missing = expected.filter((weight) => !received.includes(weight));
  if (missing.length === 0 && expected.length === received.length) return;
  const remedy = 'name a folder that train wrote';
  throw new A2pdError(
    'INCOMPATIBLE_ARTEFACT',
    `Expected the weights ${expected.join(', ')}; ${missing[0] ?? 'some'} differ; ${remedy}`,
    { expected: expected.join(', '), received: received.join(', '), remedy },
  );
}

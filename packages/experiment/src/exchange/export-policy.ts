/** Writes a policy of ours as other projects read it. */
import { Artefact, makerMark, requireWritable, writeFileAtomically } from '@a2pd/artefact';
import { type OptionNames, requireKnownOptions } from '@a2pd/core';
import { type Network, readNetwork, torchModule, torchWeights, writeOnnx, writeStateDict } from '@a2pd/exchange';
import { encodeSafetensors } from '@a2pd/tensor';
import type { NamedPolicy } from '../run/policy-name.js';
import type { RunFolder } from '../run/run-folder.js';
import { policyFolder } from '../run/zoo-folder.js';
import { writeHubFolder } from './hub-folder.js';

type Words = Readonly<Record<string, string>>;

/** Each a single file. */
const files = {
  pytorch: (network: Network) => writeStateDict(torchWeights(network), makerMark),
  safetensors: async (network: Network, origin: Words) => encodeSafetensors(torchWeights(network), origin),
  onnx: async (network: Network, origin: Words) =>
    writeOnnx(network, { producer: 'a2pd', description: makerMark, metadata: origin }),
};

export const exportTargets = ['pytorch', 'safetensors', 'onnx', 'huggingface'] as const;

export interface ExportRequest {
  readonly policy: NamedPolicy;
  readonly to: (typeof exportTargets)[number];
  /** A file; a folder for the Hub. */
  readonly output: string;
  /** Replaces also a file that is not ours. */
  readonly force?: boolean | undefined;
  /** Whose records of the policy go onto the Hub's card, beside those of the policy's own folder. */
  readonly run?: RunFolder | undefined;
  /** A film of it at play, *.mp4 or *.gif, for the Hub. */
  readonly film?: string | undefined;
}

const requestNames: OptionNames<ExportRequest> = {
  policy: true,
  to: true,
  output: true,
  force: true,
  run: true,
  film: true,
};

export interface ExportedPolicy {
  readonly output: string;
  readonly bytes: number;
  /** Source of the PyTorch module that takes the weights. */
  readonly module: string;
}

/** @throws A2pdError FILE_UNAVAILABLE, CORRUPT_ARTEFACT. */
export async function exportPolicy(request: ExportRequest): Promise<ExportedPolicy> {
  requireKnownOptions(request, requestNames);
  const { policy, to, output, force = false } = request;
  await requireWritable(output, to === 'huggingface' ? { kind: 'policy' } : { force });
  const artefact = await Artefact.open(policyFolder(policy.folder), 'policy');
  const network = await readNetwork(artefact);
  const module = torchModule(network);
  if (to === 'huggingface') return { output, bytes: await writeHubFolder(request, artefact, network), module };
  const { game = 'unknown', config } = artefact.manifest;
  const { manifestSha256 } = artefact.reference;
  const origin = { software: makerMark, game, preset: String(config.preset), manifestSha256 };
  const bytes = await files[to](network, origin);
  await writeFileAtomically(output, bytes);
  return { output, bytes: bytes.byteLength, module };
}

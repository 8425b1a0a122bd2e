/** From the bytes of a stranger's file to a network of this project's. */
import { type OptionNames, requireKnownOptions } from '@a2pd/core';
import { decodeStored, type HostTensor, type HostTensors, readElements } from '@a2pd/tensor';
import { isFloat } from './float-types.js';
import { networkOf } from './formats/foreign-network.js';
import { type FormatName, formatNamed, stateDictIn } from './formats/formats.js';
import type { Network } from './network.js';
import { readStateDict } from './torch/read-state-dict.js';
import { looksLikeZip } from './zip/read-zip.js';

export interface PolicyFileOptions {
  readonly format: FormatName;
  /** The largest value of a pixel that the network was trained on; 1 when absent. */
  readonly largestPixel?: number | undefined;
}

const optionNames: OptionNames<PolicyFileOptions> = {
  format: true,
  largestPixel: true,
};

/**
 * @param bytes Of a zip archive of Stable-Baselines3, a state dict of PyTorch, or safetensors.
 * @throws A2pdError CORRUPT_ARTEFACT for a damaged file, INCOMPATIBLE_ARTEFACT for one of another format or network.
 */
export async function readPolicyFile(bytes: Uint8Array, options: PolicyFileOptions): Promise<Network> {
  requireKnownOptions(options, optionNames);
  const format = formatNamed(options.format);
  const tensors = looksLikeSafetensors(bytes)
    ? safetensors(bytes)
    : await readStateDict(await stateDictIn(bytes, format));
  return networkOf(tensors, format.reading(tensors), options.largestPixel);
}

/** Eight bytes of length, the upper ones zero, then JSON. */
function looksLikeSafetensors(bytes: Uint8Array): boolean {
  return !looksLikeZip(bytes) && bytes[6] === 0 && bytes[7] === 0 && bytes[8] === '{'.charCodeAt(0);
}

function safetensors(bytes: Uint8Array): HostTensors {
  const { tensors } = decodeStored(bytes);
  return Object.fromEntries(
    Object.entries(tensors).flatMap(([name, stored]): [string, HostTensor][] =>
      isFloat(stored.type) ? [[name, { shape: stored.shape, data: Float32Array.from(readElements(stored)) }]] : [],
    ),
  );
}

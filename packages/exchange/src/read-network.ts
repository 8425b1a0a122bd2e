import { type Artefact, weightsFile } from '@a2pd/artefact';
import { decodeSafetensors } from '@a2pd/tensor';
import { z } from 'zod';
import { architectureSchema, type Network } from './network.js';

/**
 * The network of a policy of ours, on the host.
 * @throws A2pdError FILE_UNAVAILABLE, CORRUPT_ARTEFACT.
 */
export async function readNetwork(policy: Artefact): Promise<Network> {
  const { architecture } = policy.parse(z.looseObject({ architecture: architectureSchema }), policy.manifest.config);
  const { tensors } = decodeSafetensors(await policy.read(weightsFile));
  return { architecture, weights: tensors };
}

import type { Artefact } from '@a2pd/artefact';

/** Of every policy, as `savePolicy` and `saveStudent` call it. */
export const weightsFile = 'weights.safetensors';

/** SHA-256 of the file of a policy's weights. */
export function weightsHash({ manifest }: Artefact): string | undefined {
  return manifest.files.find(({ path }) => path === weightsFile)?.sha256;
}

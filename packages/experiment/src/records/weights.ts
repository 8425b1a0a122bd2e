import { type Artefact, weightsFile } from '@a2pd/artefact';

/** SHA-256 of the file of a policy's weights. */
export function weightsHash({ manifest }: Artefact): string | undefined {
  return manifest.files.find(({ path }) => path === weightsFile)?.sha256;
}

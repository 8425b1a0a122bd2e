import type { Artefact } from '@a2pd/artefact';

/** Hash of the manifest of what an artefact is of: of a measurement the policy, of an entry of the zoo what it was made of. */
export function firstParentHash({ manifest }: Artefact): string | undefined {
  return manifest.parents?.[0]?.manifestSha256;
}

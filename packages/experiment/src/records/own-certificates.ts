/** A certificate proves something of certain weights. Beside others it would be a claim without a proof. */
import { basename, join } from 'node:path';
import { Artefact } from '@a2pd/artefact';
import { expectationError } from '@a2pd/core';
import type { RunFolder } from '../run/run-folder.js';
import { isOfPolicy, type Measured } from './measurements.js';

/** Of states, or of whole episodes. */
type Certificate = Measured & { readonly record: { readonly policyName: string } };

/**
 * Certificates name their policy's manifest by its hash, and that names the hash of the weights.
 * @throws A2pdError INCOMPATIBLE_ARTEFACT where a policy of the run has other weights than those that were certified under its name
 */
export async function requireOwnCertificates(run: RunFolder, certificates: readonly Certificate[]): Promise<void> {
  for (const certificate of certificates) {
    const { policyName } = certificate.record;
    // Policies of the zoo lie elsewhere, and a name is not yet a path.
    const isName = basename(policyName) === policyName;
    const policy = isName && (await Artefact.openIfPresent(join(run.path, policyName), 'policy'));
    if (!policy || isOfPolicy([policy.reference.manifestSha256], certificate)) continue;
    const expected = `the certificate in ${certificate.artefact.directory} to be of ${policyName}'s weights (manifest ${policy.reference.manifestSha256})`;
    const received = certificate.artefact.manifest.parents?.[0]?.manifestSha256;
    throw expectationError('INCOMPATIBLE_ARTEFACT', expected, received, `certify ${policyName} again`);
  }
}

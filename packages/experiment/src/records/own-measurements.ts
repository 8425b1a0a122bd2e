/** What was measured is true of certain weights. Beside others of the same name it would be a claim without a proof. */
import { basename, join } from 'node:path';
import { Artefact } from '@a2pd/artefact';
import { expectationError } from '@a2pd/core';
import type { RunFolder } from '../run/run-folder.js';
import { isOfPolicy, type Measured, type Measurements } from './measurements.js';

interface Named extends Measured {
  readonly policyName: string;
}

/**
 * Measurements name their policy's manifest by its hash, and that names the hash of the weights.
 * @throws A2pdError INCOMPATIBLE_ARTEFACT where a policy of the run has other weights than those that were measured under its name
 */
export async function requireOwnMeasurements(
  run: RunFolder,
  { evaluations, audits, certifications, certifiedPlay }: Measurements,
): Promise<void> {
  const named = (measured: Measured & { readonly record: { readonly policyName: string } }): Named => {
    return { artefact: measured.artefact, policyName: measured.record.policyName };
  };
  const evaluated = evaluations.map(({ artefact, summary: { policyName } }) => ({ artefact, policyName }));
  await requireOwn(run, 'evaluation', evaluated, 'evaluate');
  await requireOwn(run, 'audit', audits.map(named), 'audit');
  await requireOwn(run, 'certificate', [...certifications, ...certifiedPlay].map(named), 'certify');
}

async function requireOwn(run: RunFolder, what: string, measured: readonly Named[], again: string): Promise<void> {
  for (const { artefact, policyName } of measured) {
    // Policies of the zoo lie elsewhere, and a name is not yet a path.
    const isName = basename(policyName) === policyName;
    const policy = isName && (await Artefact.openIfPresent(join(run.path, policyName), 'policy'));
    if (!policy || isOfPolicy([policy.reference.manifestSha256], { artefact })) continue;
    const { manifestSha256 } = policy.reference;
    const expected = `the ${what} in ${artefact.directory} to be of ${policyName}'s weights (manifest ${manifestSha256})`;
    const received = artefact.manifest.parents?.[0]?.manifestSha256;
    const remedy = `${again} ${policyName} again, or remove that folder`;
    throw expectationError('INCOMPATIBLE_ARTEFACT', expected, received, remedy);
  }
}

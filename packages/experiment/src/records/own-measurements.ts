/** What was measured is true of certain weights. Beside others of the same name it would be a claim without a proof. */
import { basename, join } from 'node:path';
import { Artefact } from '@a2pd/artefact';
import { expectationError } from '@a2pd/core';
import type { RunFolder } from '../run/run-folder.js';
import { groupedBy } from '../terms/use.js';
import { firstParentHash } from './first-parent.js';
import { asRecorded, isOfPolicy, type Measurements, type Recorded } from './measurements.js';

/**
 * Measurements name their policy's manifest by its hash, and that names the hash of the weights.
 * @throws A2pdError INCOMPATIBLE_ARTEFACT where a policy of the run has other weights than those that were measured under its name
 */
export async function requireOwnMeasurements(
  run: RunFolder,
  { evaluations, audits, certifications, certifiedPlay }: Measurements,
): Promise<void> {
  await requireOwn(run, 'evaluation', 'evaluate', evaluations.map(asRecorded));
  await requireOwn(run, 'audit', 'audit', audits);
  await requireOwn(run, 'certificate', 'certify', [...certifications, ...certifiedPlay]);
}

async function requireOwn(run: RunFolder, what: string, again: string, measured: readonly Recorded[]): Promise<void> {
  for (const [policyName, ofPolicy] of groupedBy(measured, ({ record }) => record.policyName)) {
    // Policies of the zoo lie elsewhere, and a name is not yet a path.
    const isName = basename(policyName) === policyName;
    const policy = isName && (await Artefact.openIfPresent(join(run.path, policyName), 'policy'));
    if (!policy) continue;
    const { manifestSha256 } = policy.reference;
    const foreign = ofPolicy.find((each) => !isOfPolicy([manifestSha256], each));
    if (foreign === undefined) continue;
    const { artefact } = foreign;
    const expected = `the ${what} in ${artefact.directory} to be of ${policyName}'s weights (manifest ${manifestSha256})`;
    const remedy = `${again} ${policyName} again, or remove that folder`;
    throw expectationError('INCOMPATIBLE_ARTEFACT', expected, firstParentHash(artefact), remedy);
  }
}

/** A report is of one game, and calls one policy by each name: beside each other, others would be compared with what they are not. */
import { Artefact } from '@a2pd/artefact';
import { A2pdError } from '@a2pd/core';
import { firstParentHash } from '../records/first-parent.js';
import { asRecorded, isOfPolicy, type Measured, type Measurements, type Recorded } from '../records/measurements.js';
import { entryFolder, isArtefact } from '../run/zoo-folder.js';
import { groupedBy } from '../terms/use.js';
import { hashesActingAlike } from '../zoo/entry-summary.js';

/** @throws A2pdError INCOMPATIBLE_ARTEFACT where measurements of a run are of several games, or of several policies of one name. */
export async function requireConsistent({
  evaluations,
  audits,
  certifications,
  certifiedPlay,
}: Measurements): Promise<void> {
  const all: Recorded[] = [...evaluations.map(asRecorded), ...audits, ...certifications, ...certifiedPlay];
  requireOneKind(all, 'one game', ({ artefact }) => artefact.manifest.game);
  for (const [policyName, ofPolicy] of groupedBy(all, ({ record }) => record.policyName)) {
    const alike = await hashesInZoo(ofPolicy[0]!.artefact.manifest.game, policyName);
    const policyOf = (measured: Measured) =>
      isOfPolicy(alike, measured) ? alike[0] : firstParentHash(measured.artefact);
    requireOneKind(ofPolicy, `one policy ${policyName}`, policyOf);
  }
}

/** Of all that acts as the zoo's entry of this name does; none where the zoo has none. */
async function hashesInZoo(game: string | undefined, name: string): Promise<readonly string[]> {
  if (game === undefined || !isArtefact(entryFolder({ game, name }))) return [];
  return hashesActingAlike(await Artefact.open(entryFolder({ game, name }), 'policy'));
}

function requireOneKind(
  measured: readonly Measured[],
  what: string,
  kindOf: (one: Measured) => string | undefined,
): void {
  const first = measured[0];
  const other = first && measured.find((each) => kindOf(each) !== kindOf(first));
  if (!first || !other) return;
  const remedy = 'measure them in runs of their own, or remove one of the two folders';
  const places = `${first.artefact.directory} and ${other.artefact.directory}`;
  const message = `Expected measurements of ${what} but received those of two, in ${places}; ${remedy}`;
  throw new A2pdError('INCOMPATIBLE_ARTEFACT', message, { remedy });
}

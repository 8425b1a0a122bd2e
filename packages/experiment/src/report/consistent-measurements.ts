/** A report is of one game, and calls one policy by each name: beside each other, others would be compared with what they are not. */
import { Artefact } from '@a2pd/artefact';
import { A2pdError } from '@a2pd/core';
import type { Measured, Measurements } from '../records/measurements.js';
import { entryFolder, isArtefact } from '../run/zoo-folder.js';
import { groupedBy } from '../terms/use.js';
import { manifestHashes } from '../zoo/entry-summary.js';

interface NamedMeasured extends Measured {
  readonly policyName: string;
}

/** @throws A2pdError INCOMPATIBLE_ARTEFACT where measurements of a run are of several games, or of several policies of one name. */
export async function requireConsistent({
  evaluations,
  audits,
  certifications,
  certifiedPlay,
}: Measurements): Promise<void> {
  const named = [...audits, ...certifications, ...certifiedPlay].map(({ artefact, record }) => ({
    artefact,
    ...record,
  }));
  const all: readonly NamedMeasured[] = [
    ...evaluations.map(({ artefact, summary }) => ({ artefact, policyName: summary.policyName })),
    ...named,
  ];
  requireOneKind(all, 'one game', ({ artefact }) => artefact.manifest.game ?? '');
  for (const [policyName, ofPolicy] of groupedBy(all, (each) => each.policyName)) {
    const known = await hashesInZoo(ofPolicy[0]!.artefact.manifest.game, policyName);
    const foreign = ofPolicy.filter((measured) => !known.includes(policyHash(measured)));
    // The first of an entry, too: a policy of another place may share its name.
    const entry = ofPolicy.find((measured) => known.includes(policyHash(measured)));
    requireOneKind(entry ? [entry, ...foreign] : foreign, `one policy ${policyName}`, policyHash);
  }
}

const policyHash = ({ artefact }: Measured) => artefact.manifest.parents?.[0]?.manifestSha256 ?? '';

/** Of an entry of this name, of those it was before, and of the policy it was made of; none where the zoo has none. */
async function hashesInZoo(game: string | undefined, name: string): Promise<readonly string[]> {
  if (game === undefined || !isArtefact(entryFolder({ game, name }))) return [];
  const entry = await Artefact.open(entryFolder({ game, name }), 'policy');
  return [
    ...manifestHashes(entry),
    ...(entry.manifest.parents ?? []).slice(0, 1).map((parent) => parent.manifestSha256),
  ];
}

function requireOneKind<T extends Measured>(measured: readonly T[], what: string, kindOf: (one: T) => string): void {
  const first = measured[0];
  const other = first && measured.find((each) => kindOf(each) !== kindOf(first));
  if (!first || !other) return;
  const remedy = 'measure them in runs of their own, or remove one of the two folders';
  const places = `${first.artefact.directory} and ${other.artefact.directory}`;
  const message = `Expected measurements of ${what} but received those of two, in ${places}; ${remedy}`;
  throw new A2pdError('INCOMPATIBLE_ARTEFACT', message, { remedy });
}

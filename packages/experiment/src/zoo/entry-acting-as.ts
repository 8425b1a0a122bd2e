import { Artefact } from '@a2pd/artefact';
import { entryFolder, listZoo } from '../run/zoo-folder.js';
import { hashesActingAlike } from './entry-summary.js';

/**
 * The entry of a game that is, was, or was made of the policy whose manifest has this hash; undefined where there is none.
 * @throws what opening a damaged entry throws.
 */
export async function entryActingAs(game: string, manifestSha256: string): Promise<Artefact | undefined> {
  const entries = listZoo().filter((entry) => entry.game === game);
  const artefacts = await Promise.all(entries.map((entry) => Artefact.open(entryFolder(entry), 'policy')));
  return artefacts.find((artefact) => hashesActingAlike(artefact).includes(manifestSha256));
}

/** Entries of the zoo by what they were made of. */
import { Artefact } from '@a2pd/artefact';
import { entryFolder, listZoo, zooTeacher } from '../run/zoo-folder.js';
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

/**
 * The teacher of a student in the zoo; undefined where the zoo has none of the game.
 * @param teacher Hash of the manifest of the policy that the student learned from; the game's "teacher" where it is not known, or
 * not in the zoo.
 * @throws what opening a damaged entry throws.
 */
export async function teacherEntry(game: string, teacher: string | undefined): Promise<Artefact | undefined> {
  const own = teacher === undefined ? undefined : await entryActingAs(game, teacher);
  const folder = zooTeacher(game);
  return own ?? (folder === undefined ? undefined : Artefact.open(folder, 'policy'));
}

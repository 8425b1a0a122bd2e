/** What the teacher of a student in the zoo scored: whether the student plays as well is to be seen on its card. */
import { Artefact } from '@a2pd/artefact';
import type { EvaluationSummary } from '@a2pd/core';
import { readRecords } from '../records/zoo-records.js';
import { zooTeacher } from '../run/zoo-folder.js';
import { entryActingAs } from './entry-acting-as.js';

/**
 * None where the zoo has no teacher of the game.
 * @param teacher Hash of the manifest of the teacher that the student learned from; the game's "teacher" where it is not known, or not
 * in the zoo.
 * @throws what reading a damaged entry throws.
 */
export async function readTeacherEvaluations(game: string, teacher?: string): Promise<readonly EvaluationSummary[]> {
  const own = teacher === undefined ? undefined : await entryActingAs(game, teacher);
  const folder = zooTeacher(game);
  const entry = own ?? (folder === undefined ? undefined : await Artefact.open(folder, 'policy'));
  return entry ? (await readRecords(entry)).evaluations : [];
}

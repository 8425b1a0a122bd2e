/** What the zoo's teacher of a game scored: whether a student plays as well is to be seen on its card. */
import { Artefact } from '@a2pd/artefact';
import type { EvaluationSummary } from '@a2pd/core';
import { readRecords } from '../records/zoo-records.js';
import { zooTeacher } from '../run/zoo-folder.js';

/** None where the zoo has no teacher of the game. @throws what reading a damaged entry throws. */
export async function readTeacherEvaluations(game: string): Promise<readonly EvaluationSummary[]> {
  const folder = zooTeacher(game);
  return folder === undefined ? [] : (await readRecords(await Artefact.open(folder, 'policy'))).evaluations;
}

/** What the teacher of a student in the zoo scored: whether the student plays as well is to be seen on its card. */
import type { EvaluationSummary } from '@a2pd/core';
import { readRecords } from '../records/zoo-records.js';
import { teacherEntry } from './entry-acting-as.js';

/** None where the zoo has no teacher of the game. @throws what reading a damaged entry throws. */
export async function readTeacherEvaluations(
  ...student: Parameters<typeof teacherEntry>
): Promise<readonly EvaluationSummary[]> {
  const entry = await teacherEntry(...student);
  return entry ? (await readRecords(entry)).evaluations : [];
}

/** Evaluations of one game side by side, with the random agent's return where it is known. */
import { type Comparison, type EvaluationSummary, referenceReturns } from '@a2pd/core';
import { compareEvaluations } from '@a2pd/evaluate';

/** @param teacherName What the summaries call the policy that the others learned from. */
export function compareGame(
  game: string,
  summaries: readonly EvaluationSummary[],
  teacherName = 'teacher',
): Comparison {
  const known = referenceReturns(game);
  return compareEvaluations(summaries, { teacherName, randomReturn: known?.random });
}

/** Evaluations of one game side by side, with the random agent's return where it is known. */
import { type Comparison, type EvaluationSummary, referenceReturns } from '@a2pd/core';
import { type CompareOptions, compareEvaluations } from '@a2pd/evaluate';

/** @param teacherOf What the summaries call the policy that another one learned from; "teacher" of all when absent. */
export function compareGame(
  game: string,
  summaries: readonly EvaluationSummary[],
  teacherOf?: CompareOptions['teacherOf'],
): Comparison {
  const known = referenceReturns(game);
  return compareEvaluations(summaries, { teacherOf, randomReturn: known?.random });
}

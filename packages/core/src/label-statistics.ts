/**
 * How actions, e.g. a teacher's, are spread. A student that always plays its teacher's majority action scores its share: every
 * accuracy is read beside it.
 */
export interface LabelStatistics {
  /** How often each action is the label; [A]. */
  readonly counts: readonly number[];
  readonly majorityAction: number;
  /** Share of the rows whose label is the majority action; 0 without rows. */
  readonly majorityShare: number;
}

/**
 * @param labels int32[n]
 * @param rows Which of them to count; all when absent.
 */
export function labelStatistics(labels: Int32Array, numActions: number, rows?: ArrayLike<number>): LabelStatistics {
  const counts = new Array<number>(numActions).fill(0);
  const numRows = rows?.length ?? labels.length;
  for (let i = 0; i < numRows; i++) counts[labels[rows ? rows[i]! : i]!]!++;
  const majorityAction = counts.indexOf(Math.max(...counts));
  return { counts, majorityAction, majorityShare: numRows === 0 ? 0 : counts[majorityAction]! / numRows };
}

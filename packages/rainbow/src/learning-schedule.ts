/**
 * When updates are due: the first as soon as enough is stored, then one a period (Table 4: after 2e4 agent steps, one each 4),
 * however many environments run in parallel. So each transition is replayed batchSize / learnPeriodAgentSteps times on average.
 */

/** Updates are counted from here; it moves when a run continues without its replay. */
export interface LearningState {
  /** The agent step after which the first of the updates counted here is due. */
  readonly fromAgentSteps: number;
  /** Updates that were made before it. */
  readonly updatesBefore: number;
}

/** Updates that should have been made after so many agent steps. */
export function updatesDue(
  { fromAgentSteps, updatesBefore }: LearningState,
  learnPeriodAgentSteps: number,
  agentSteps: number,
): number {
  if (agentSteps < fromAgentSteps) return updatesBefore;
  return updatesBefore + 1 + Math.floor((agentSteps - fromAgentSteps) / learnPeriodAgentSteps);
}

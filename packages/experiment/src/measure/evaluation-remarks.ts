/** What an evaluation has to say beside its figures, in sentences. */
import type { EvaluationSummary } from '@a2pd/core';
import type { UnfinishedEvaluation } from '@a2pd/evaluate';

/** @param isSparing Whether states were left clean where intervals prove the action. */
export function remarksOnAttack(summary: EvaluationSummary, isSparing: boolean): string[] {
  const { attackedStates, agentSteps, strikes, cleanPrescriptionGap } = summary;
  const others = strikes ? 'it does not strike, or intervals prove the action' : 'intervals prove the action';
  const gap = `the mean prescription gap is ${cleanPrescriptionGap.toPrecision(2)}`;
  return [
    ...(isSparing ? [`The attack was put to ${attackedStates} of ${agentSteps} states; in the others ${others}.`] : []),
    ...(strikes && attackedStates === 0
      ? [`Warning: the attack was put to no state, and this is the return without one; ${gap}.`]
      : []),
  ];
}

export function describeUnfinished(
  { records, lanes }: NonNullable<UnfinishedEvaluation['progress']>,
  episodes: number,
): string {
  const begun = [...records, ...lanes.map(({ tally }) => tally)];
  const agentSteps = begun.reduce((sum, episode) => sum + episode.agentSteps, 0);
  return `Continuing: ${records.length} of ${episodes} episodes have ended, ${agentSteps} agent steps are played.`;
}

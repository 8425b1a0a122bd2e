/** Whose action attacks led away from: two threats, which are one only where policy and teacher always agree. */
import { attacksWithoutLabel, type EvaluationSummary } from '@a2pd/core';

export type Label = EvaluationSummary['labels'];

/** Both where the policy is the teacher itself, or always does what the teacher does; none without an attack on every state that takes one. */
function labelsOf({ attack, labels, strikes, target, teacherAgreement }: EvaluationSummary): readonly Label[] {
  if (attack === null || strikes !== null || target !== null || attacksWithoutLabel.includes(String(attack.name)))
    return [];
  return teacherAgreement === 1 ? ['teacher', 'self'] : [labels];
}

/** Those that any of the attacks led away from, the teacher's first. */
export function labelsLeft(summaries: readonly EvaluationSummary[]): readonly Label[] {
  const left = summaries.flatMap(labelsOf);
  return (['teacher', 'self'] as const).filter((label) => left.includes(label));
}

/** Records of one policy that were made at different times, joined. */
import type { EvaluationSummary } from '@a2pd/core';
import type { WorstCase } from '@a2pd/report';
import type { ZooRecords } from './records.js';

export function joinRecords(earlier: ZooRecords, newer: ZooRecords): ZooRecords {
  return {
    evaluations: newestOfEach([...earlier.evaluations, ...newer.evaluations]),
    worstCases: lowestOfEachRadius([...earlier.worstCases, ...newer.worstCases]),
    audit: newer.audit ?? earlier.audit,
    certification: newer.certification ?? earlier.certification,
    trainingCurve: earlier.trainingCurve,
  };
}

/** Of evaluations under the same attack the last; without an attack first. */
export function newestOfEach(evaluations: readonly EvaluationSummary[]): EvaluationSummary[] {
  const conditionsOf = ({ attackLabel, attackModel, labels, perturbFrames, quantise, attack }: EvaluationSummary) =>
    attack === null ? '' : JSON.stringify([attackLabel, attackModel, labels, perturbFrames, quantise]);
  return [...new Map(evaluations.map((each) => [conditionsOf(each), each])).values()].sort(byAttack);
}

/** Without an attack first, then by the attack's name. */
export function byAttack(a: EvaluationSummary, b: EvaluationSummary): number {
  const rank = ({ attack }: EvaluationSummary) => (attack === null ? 0 : 1);
  return rank(a) - rank(b) || a.attackLabel.localeCompare(b.attackLabel);
}

/** Of worst cases within the same radius the lowest: what another attack has taken, a newer one cannot give back. */
export function lowestOfEachRadius(worstCases: readonly WorstCase[]): WorstCase[] {
  const lowest = new Map<string, WorstCase>();
  for (const each of worstCases) {
    const radius = each.epsilon.toFixed(6);
    const known = lowest.get(radius);
    if (known === undefined || each.returns.mean < known.returns.mean) lowest.set(radius, each);
  }
  return [...lowest.values()];
}

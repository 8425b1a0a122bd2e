/** Records of one policy that were made at different times, joined. */
import { type AuditRecord, type EvaluationSummary, isCutShort, ofUsualExploration } from '@a2pd/core';
import { groupedBy } from '../terms/use.js';
import { bestCertification, bestCertifiedPlay } from './best-certificates.js';
import { attackConditions, wholeOnes, worstCases } from './worst-cases.js';
import type { ZooRecords } from './zoo-records.js';

/** The worst cases are those of all evaluations of both: what another attack has taken, a newer one cannot give back. */
export function joinRecords(earlier: ZooRecords, newer: ZooRecords): ZooRecords {
  const evaluations = [...earlier.evaluations, ...newer.evaluations];
  return {
    evaluations: bestMeasured(evaluations),
    worstCases: worstCases(evaluations, [...earlier.worstCases, ...newer.worstCases]),
    audit: ofMostStates<AuditRecord>(earlier.audit, newer.audit),
    certification: bestCertification([earlier, newer].flatMap(({ certification }) => certification ?? [])),
    certifiedPlay: bestCertifiedPlay([...earlier.certifiedPlay, ...newer.certifiedPlay]),
    trainingCurve: newer.trainingCurve.length > 0 ? newer.trainingCurve : earlier.trainingCurve,
  };
}

/**
 * Of evaluations under the same attack one: of whole games, with the usual exploration, of the most episodes, and of those the
 * last. Without an attack first.
 */
export function bestMeasured(evaluations: readonly EvaluationSummary[]): EvaluationSummary[] {
  return [...groupedBy(evaluations, attackConditions).values()].map(bestOf).sort(byAttack);
}

function bestOf(measured: readonly EvaluationSummary[]): EvaluationSummary {
  const whole = wholeOnes(measured, isCutShort);
  const usual = ofUsualExploration(whole, ({ explorationEpsilon }) => explorationEpsilon);
  return usual.reduce((best, each) => (each.returns.episodes >= best.returns.episodes ? each : best));
}

/** Without an attack first, then by the attack's name. */
function byAttack(a: EvaluationSummary, b: EvaluationSummary): number {
  const rank = ({ attack }: EvaluationSummary) => (attack === null ? 0 : 1);
  return rank(a) - rank(b) || a.attackLabel.localeCompare(b.attackLabel);
}

/** The last of those on the most states. */
export function ofMostStates<T extends { readonly states: number }>(...records: readonly (T | null)[]): T | null {
  return records.reduce((best, each) => (each !== null && each.states >= (best?.states ?? 0) ? each : best), null);
}

/** Several evaluations side by side: robustness of each against its natural twin, the worst attack, and what is to be doubted. */
import type { Comparison, EvaluationSummary, ResultRow } from '@a2pd/core';
import { findingsOf } from './findings.js';
import { normalisedRobustnessPercent, relativeRobustnessPercent } from './statistics.js';

export interface CompareOptions {
  /** The random agent's mean return, for the normalised robustness. */
  readonly randomReturn?: number | undefined;
  /** What the summaries call the policy that the others learned from; "teacher". */
  readonly teacherName?: string | undefined;
}

/** Rows keep the order of `summaries`; a natural evaluation is one without an attack. */
export function compareEvaluations(
  summaries: readonly EvaluationSummary[],
  { randomReturn, teacherName = 'teacher' }: CompareOptions = {},
): Comparison {
  return {
    rows: summaries.map((summary) => toRow(summary, summaries, randomReturn)),
    findings: findingsOf(summaries, { randomReturn, teacherName }),
    randomReturn: randomReturn ?? null,
  };
}

function toRow(
  summary: EvaluationSummary,
  summaries: readonly EvaluationSummary[],
  randomReturn: number | undefined,
): ResultRow {
  const twins = summaries.filter((other) => other.policyName === summary.policyName);
  const natural = twins.find((other) => other.attack === null)?.returns.mean;
  // An attack on some of the states alone is listed, and is not the worst of those on all of them.
  const isWhole = ({ attack, strikes }: EvaluationSummary) => attack !== null && strikes === null;
  const attackedMeans = twins.filter(isWhole).map((other) => other.returns.mean);
  const { mean } = summary.returns;
  const isComparable = summary.attack !== null && natural !== undefined;
  return {
    summary,
    relativeRobustnessPercent: isComparable ? relativeRobustnessPercent(mean, natural) : null,
    normalisedRobustnessPercent:
      isComparable && randomReturn !== undefined ? normalisedRobustnessPercent(mean, natural, randomReturn) : null,
    worstAttack: isWhole(summary) && mean === Math.min(...attackedMeans),
  };
}

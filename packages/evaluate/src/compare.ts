/** Several evaluations side by side: robustness of each against its natural twin, the worst attack, and what is to be doubted. */
import {
  arePlayedAlike,
  type Comparison,
  type EvaluationSummary,
  isCutShort,
  type OptionNames,
  ofUsualExploration,
  type ResultRow,
  requireKnownOptions,
} from '@a2pd/core';
import { type FindingsOptions, findingsOf } from './findings.js';
import { normalisedRobustnessPercent, relativeRobustnessPercent } from './statistics.js';

export interface CompareOptions {
  /** The random agent's mean return, for the normalised robustness. */
  readonly randomReturn?: number | undefined;
  /** What the summaries call the policy that another one learned from, undefined where it is not known; "teacher" of all. */
  readonly teacherOf?: FindingsOptions['teacherOf'] | undefined;
}

const optionNames: OptionNames<CompareOptions> = {
  randomReturn: true,
  teacherOf: true,
};

/**
 * Rows keep the order of `summaries`; a natural evaluation is one without an attack. Only evaluations with as much exploration,
 * and whole games only with whole games, are set beside each other: what a policy loses by random actions or a shorter game, no
 * attack has taken.
 */
export function compareEvaluations(summaries: readonly EvaluationSummary[], options: CompareOptions = {}): Comparison {
  requireKnownOptions(options, optionNames);
  const { randomReturn, teacherOf = () => 'teacher' } = options;
  return {
    rows: summaries.map((summary) => toRow(summary, summaries, randomReturn)),
    findings: findingsOf(summaries, { randomReturn, teacherOf }),
    randomReturn: randomReturn ?? null,
  };
}

function toRow(
  summary: EvaluationSummary,
  summaries: readonly EvaluationSummary[],
  randomReturn: number | undefined,
): ResultRow {
  const own = summaries.filter((other) => other.policyName === summary.policyName);
  const natural = own.find((other) => other.attack === null && arePlayedAlike(other, summary))?.returns.mean;
  const attacked = leastDisturbed(own.filter(isAttackOnAll));
  const { mean } = summary.returns;
  const isComparable = summary.attack !== null && natural !== undefined;
  return {
    summary,
    relativeRobustnessPercent: isComparable ? relativeRobustnessPercent(mean, natural) : null,
    normalisedRobustnessPercent:
      isComparable && randomReturn !== undefined ? normalisedRobustnessPercent(mean, natural, randomReturn) : null,
    worstAttack: attacked.includes(summary) && mean === Math.min(...attacked.map(({ returns }) => returns.mean)),
  };
}

/** An attack on some of the states alone is listed, and is not the worst of those on all of them. */
function isAttackOnAll({ attack, strikes }: EvaluationSummary): boolean {
  return attack !== null && strikes === null;
}

/** Those of whole games, where there are any, and of these those with the usual exploration. */
function leastDisturbed(summaries: readonly EvaluationSummary[]): readonly EvaluationSummary[] {
  const whole = summaries.filter((summary) => !isCutShort(summary));
  const candidates = whole.length > 0 ? whole : summaries;
  return ofUsualExploration(candidates, ({ explorationEpsilon }) => explorationEpsilon);
}

/**
 * Which of several certificates of one policy counts. By how much was looked at and by which bounds, never by what was found: of
 * certificates that were chosen for their result, the best would be no proof of the others.
 */
import {
  type CertificationRecord,
  type CertifiedPlayRecord,
  defaultExplorationEpsilon,
  distinctRadii,
  isSameRadius,
} from '@a2pd/core';

/** From the loosest to the tightest, as records of states and as those of episodes call them. */
const boundsByTightness: readonly (readonly string[])[] = [
  ['ibp', 'interval bound propagation'],
  ['crown', 'CROWN'],
  ['alpha-crown', 'α-CROWN'],
];

/** From this share of the most states on, the number of states decides less than the bounds. */
const comparableShare = 1 / 2;

/**
 * Intervals are looser than CROWN, and that than α-CROWN: what they leave unproved says more of the bounds than of the policy. So
 * of the certificates of at least half as many states as the most, the tightest; of those that of the most states, and of equal
 * ones the last.
 */
export function bestCertification(records: readonly CertificationRecord[]): CertificationRecord | null {
  const most = Math.max(...records.map(({ states }) => states));
  const comparable = records.filter(({ states }) => states >= comparableShare * most);
  return lastOfBest(comparable, (record) => [tightness([record.method]), record.states]);
}

/**
 * For every radius one record: of whole games before one of episodes cut short, of the most episodes, with the random actions of
 * an evaluation, by the tightest bounds, of the most states searched, the last. Each is left with the radii that it counts for;
 * by radius.
 */
export function bestCertifiedPlay(records: readonly CertifiedPlayRecord[]): CertifiedPlayRecord[] {
  const epsilons = distinctRadii(records.flatMap(({ levels }) => levels.map(({ epsilon }) => epsilon)));
  const best = epsilons.map((epsilon) => {
    const ofRadius = records.filter(({ levels }) => levels.some((level) => isSameRadius(level.epsilon, epsilon)));
    return { epsilon, record: lastOfBest(ofRadius, (record) => rankOfPlay(record, epsilon))! };
  });
  return [...new Set(best.map(({ record }) => record))].map((record) => {
    const counts = (epsilon: number) =>
      best.some((each) => each.record === record && isSameRadius(each.epsilon, epsilon));
    return { ...record, levels: record.levels.filter(({ epsilon }) => counts(epsilon)) };
  });
}

/** @param radius For which the record would count. */
function rankOfPlay(record: CertifiedPlayRecord, radius: number): number[] {
  const { cutEpisodes, episodes, explorationEpsilon, bounds, levels } = record;
  const searched = levels.find(({ epsilon }) => isSameRadius(epsilon, radius))?.search?.states ?? 0;
  const isAsEvaluated = Number(explorationEpsilon === defaultExplorationEpsilon);
  return [Number(cutEpisodes === 0), episodes, isAsEvaluated, tightness(bounds), searched];
}

/** Of the tightest of several bounds. */
function tightness(bounds: readonly string[]): number {
  return Math.max(...bounds.map((name) => boundsByTightness.findIndex((names) => names.includes(name))));
}

/** The last of those whose rank is highest, its first figure before its second. */
function lastOfBest<T>(records: readonly T[], rankOf: (record: T) => readonly number[]): T | null {
  const isAtLeast = (a: readonly number[], b: readonly number[]) => {
    const difference = a.map((value, i) => value - b[i]!).find((each) => each !== 0);
    return (difference ?? 0) >= 0;
  };
  return records.reduce<T | null>(
    (best, each) => (best === null || isAtLeast(rankOf(each), rankOf(best)) ? each : best),
    null,
  );
}

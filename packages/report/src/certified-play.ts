/** Certified play in the words that a page, a table and a terminal share. */
import { type CertifiedPlayLevel, type CertifiedPlayRecord, formatEpsilon } from '@a2pd/core';
import { formatCount, formatReturn, formatShare, notMeasured } from './format.js';

/** One radius of one policy's play. */
export interface PlayedLevel {
  readonly record: CertifiedPlayRecord;
  readonly level: CertifiedPlayLevel;
}

export function levelsOf(records: readonly CertifiedPlayRecord[]): PlayedLevel[] {
  return records.flatMap((record) => record.levels.map((level) => ({ record, level })));
}

/** The least that any attack can leave on average; a dash where the game's floor is not known. */
export function formatCertifiedReturn({ level: { certifiedReturn } }: PlayedLevel): string {
  return certifiedReturn === null ? notMeasured : formatReturn(certifiedReturn);
}

/** "70.3% of decisions proved, 0 of 10 episodes proved to their end, by ibp, then crown". */
export function describeProof({ record, level }: PlayedLevel): string {
  const { episodes, bounds } = record;
  const decisions = `${formatShare(level.actionCertificationRate)} of decisions proved`;
  const whole = `${formatCount(level.provedEpisodes)} of ${formatCount(episodes)} episodes proved to their end`;
  const how = `by ${bounds.join(', then ')}`;
  const remarks = [...searched(record, level), ...explored(record), ...cutShort(record)];
  return [decisions, whole, how, ...remarks].join(', ');
}

function searched({ episodes }: CertifiedPlayRecord, { search }: CertifiedPlayLevel): string[] {
  if (!search) return [];
  const complete = `${formatCount(search.completeEpisodes)} of ${formatCount(episodes)} complete`;
  return [`worst cases searched through ${formatCount(search.states)} states (${complete})`];
}

function explored({ explorationEpsilon }: CertifiedPlayRecord): string[] {
  return explorationEpsilon > 0 ? [`with ${formatShare(explorationEpsilon)} of random actions`] : [];
}

function cutShort({ cutEpisodes }: CertifiedPlayRecord): string[] {
  return cutEpisodes > 0 ? [`${formatCount(cutEpisodes)} cut short`] : [];
}

/** A line for each policy and radius. */
export function certifiedLines(records: readonly CertifiedPlayRecord[]): string[] {
  return levelsOf(records).map((played) => {
    const { policyName, naturalReturn } = played.record;
    const { epsilon, greedyWorstCaseReturn } = played.level;
    const returns = `certified return ${formatCertifiedReturn(played)} of ${formatReturn(naturalReturn)} without an attack`;
    const worst =
      greedyWorstCaseReturn === null ? '' : `; greedy worst case, an estimate: ${formatReturn(greedyWorstCaseReturn)}`;
    return `${policyName}, within ${formatEpsilon(epsilon)}: ${returns}; ${describeProof(played)}${worst}.`;
  });
}

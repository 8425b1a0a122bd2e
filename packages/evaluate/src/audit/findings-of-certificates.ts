/**
 * What a sceptic asks of a proof. A policy that always takes one action is certified everywhere, and so is one that is asked in
 * few states, or that hardly plays: the certificate is true, and worth nothing.
 */
import {
  type CertificationRecord,
  type CertifiedPlayRecord,
  type Comparison,
  type EvaluationSummary,
  type Finding,
  percent,
} from '@a2pd/core';
import type { FindingsOptions } from '../findings.js';
import {
  fewestEpisodes,
  verdictOnCleanReturn,
  verdictOnMajority,
  verdictOnStates,
  worthKept,
} from './shared-limits.js';

export interface CertifiedPolicies {
  readonly certifications: readonly CertificationRecord[];
  readonly certifiedPlay: readonly CertifiedPlayRecord[];
  /** Evaluations of these policies and of their teacher, with what the random agent scores. */
  readonly comparison: Pick<Comparison, 'rows' | 'randomReturn'>;
  /** What the evaluations call the policy that another one learned from, undefined where it is not known; "teacher" of all. */
  readonly teacherOf?: FindingsOptions['teacherOf'] | undefined;
}

type Check = Omit<Finding, 'policyName'>;

/** Every question for each certificate that there is, by policy. */
export function findingsOfCertificates(given: CertifiedPolicies): Finding[] {
  const { certifications, certifiedPlay, comparison, teacherOf = () => 'teacher' } = given;
  const policyNames = [...new Set([...certifications, ...certifiedPlay].map(({ policyName }) => policyName))];
  const summaries = comparison.rows.map(({ summary }) => summary);
  const clean = (name: string) => summaries.find(({ policyName, attack }) => policyName === name && attack === null);
  return policyNames.flatMap((policyName) => {
    const ofStates = certifications.filter((record) => record.policyName === policyName);
    const ofEpisodes = certifiedPlay.filter((record) => record.policyName === policyName);
    const teacherName = teacherOf(policyName);
    const teacher = teacherName === undefined || teacherName === policyName ? undefined : clean(teacherName);
    const checks = [
      isNotConstant(ofStates, clean(policyName)),
      ...ofStates.map(areManyStates),
      ...ofEpisodes.flatMap((record) => [areWholeGames(record), playsLikeItsTeacher(record, teacher, comparison)]),
    ];
    return checks.map((check) => ({ policyName, ...check }));
  });
}

/** By the certificate's own states and by its evaluation, whichever looks more constant. */
function isNotConstant(ofStates: readonly CertificationRecord[], natural: EvaluationSummary | undefined): Check {
  const about = { id: 'certified-constant', check: 'What is proved is not that one action always wins' };
  const shares = [...ofStates, ...(natural ? [natural] : [])].flatMap((each) => each.majorityActionShare ?? []);
  if (shares.length === 0) {
    return { ...about, verdict: 'not measured', detail: 'nothing says which actions it takes' };
  }
  const majority = Math.max(...shares);
  return {
    ...about,
    verdict: verdictOnMajority(majority) === 'pass' ? 'holds' : 'flagged',
    detail: `its most frequent action has a share of ${percent(majority)}; a constant policy is certified everywhere`,
  };
}

function areManyStates({ states, episodes, cutEpisodes, distinctShare }: CertificationRecord): Check {
  const about = {
    id: 'certified-states',
    check: `The certified states are different ones, of ${fewestEpisodes} whole episodes or more`,
  };
  if (episodes === null) {
    return { ...about, verdict: 'not measured', detail: 'nothing says which episodes the states are of' };
  }
  // What older records do not say is not held against them.
  const verdict = verdictOnStates({ episodes, cutEpisodes: cutEpisodes ?? 0, distinctShare: distinctShare ?? 1 });
  const cut = cutEpisodes ? `, ${cutEpisodes} of them cut short` : '';
  const distinct = distinctShare == null ? '' : `; ${percent(distinctShare)} are different`;
  return {
    ...about,
    verdict: verdict === 'pass' ? 'holds' : 'flagged',
    detail: `${states} states of ${episodes} episodes${cut}${distinct}`,
  };
}

function areWholeGames({ episodes, cutEpisodes, agentSteps }: CertifiedPlayRecord): Check {
  return {
    id: 'certified-episodes',
    check: 'The certified episodes are whole games, and several',
    verdict: episodes > 1 && cutEpisodes === 0 ? 'holds' : 'flagged',
    detail: `${episodes} episodes, ${cutEpisodes} of them cut short, ${agentSteps} decisions`,
  };
}

/** A policy that is stuck comes to few states, which may all be certified. */
function playsLikeItsTeacher(
  { naturalReturn, cutEpisodes }: CertifiedPlayRecord,
  teacher: EvaluationSummary | undefined,
  { randomReturn }: CertifiedPolicies['comparison'],
): Check {
  const about = { id: 'certified-clean-return', check: 'In the certified episodes it scores what its teacher does' };
  const unmeasured = (detail: string): Check => ({ ...about, verdict: 'not measured', detail });
  if (teacher === undefined) return unmeasured('there is no evaluation of its teacher without an attack');
  if (cutEpisodes > 0) return unmeasured('a game that is cut short cannot be compared');
  const kept = worthKept(naturalReturn, teacher.returns.mean, randomReturn ?? 0);
  const told = `${naturalReturn.toFixed(1)} in the certified episodes, the teacher ${teacher.returns.mean.toFixed(1)}`;
  if (kept === null) return unmeasured(told);
  return {
    ...about,
    verdict: verdictOnCleanReturn(kept) === 'pass' ? 'holds' : 'flagged',
    detail: `${told}: ${percent(kept)} of it${randomReturn === null ? '' : ', both beyond the random agent'}`,
  };
}

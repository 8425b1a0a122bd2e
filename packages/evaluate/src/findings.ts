/**
 * What a sceptic asks of a robust number. A policy that ignores what it sees, or that merely hides its gradients, looks
 * robust too: each check says whether the figures exclude that, flag it, or were not measured.
 */
import {
  type AuditVerdict,
  type EvaluationSummary,
  type Finding,
  ofUsualExploration,
  percent,
  tinyGradient,
} from '@a2pd/core';
import {
  describeAgreement,
  isMuchRaised,
  verdictOnAgreement,
  verdictOnCleanReturn,
  verdictOnMajority,
  verdictOnTinyGradients,
  worthKept,
} from './audit/shared-limits.js';
import { labelsLeft } from './labels.js';

export interface FindingsOptions {
  /** What the summaries call the policy that another one of them learned from; undefined where that is not known. */
  readonly teacherOf: (policyName: string) => string | undefined;
  /** The random agent's mean return, where known. */
  readonly randomReturn: number | undefined;
}

/** All checks for each policy that was attacked. */
export function findingsOf(summaries: readonly EvaluationSummary[], options: FindingsOptions): Finding[] {
  const attacked = summaries.filter((summary) => summary.attack !== null);
  const policies = [...new Set(attacked.map((summary) => summary.policyName))];
  const cleanTeacherOf = (policyName: string) => {
    const teacherName = options.teacherOf(policyName);
    if (teacherName === policyName) return undefined;
    return summaries.find((summary) => summary.policyName === teacherName && summary.attack === null);
  };
  return policies.flatMap((policyName) => {
    const own = summaries.filter((summary) => summary.policyName === policyName);
    const all = ofUsualExploration(own, ({ explorationEpsilon }) => explorationEpsilon);
    const natural = all.find((summary) => summary.attack === null);
    const checks = [
      looksAtTheGame(natural ?? all[0]!),
      agreesWithTeacher(natural ?? all[0]!),
      hasGradients(natural ?? all[0]!),
      strongerAttacksDoMore(all),
      moreStepsPlateau(all),
      playsLikeItsTeacher(natural, cleanTeacherOf(policyName), options.randomReturn),
      attackDoesNotHelp(all, natural, options.randomReturn),
      leavesBothLabels(all),
      staysWithinBounds(all),
    ];
    return checks.map((check) => ({ policyName, ...check }));
  });
}

type Check = Omit<Finding, 'policyName'>;

/** What would not pass the audit is flagged. */
function findingOf(verdict: AuditVerdict): Finding['verdict'] {
  return verdict === 'pass' ? 'holds' : 'flagged';
}

function looksAtTheGame({ majorityActionShare }: EvaluationSummary): Check {
  return {
    id: 'not-constant',
    check: 'The policy is not constant',
    verdict: findingOf(verdictOnMajority(majorityActionShare)),
    detail: `its most frequent action has a share of ${percent(majorityActionShare)}; no attack moves a constant policy`,
  };
}

function agreesWithTeacher(summary: EvaluationSummary): Check {
  const about = { id: 'teacher-agreement', check: 'Agreement with the teacher is well above chance' };
  const { teacherAgreement, teacherKappa, teacherMajorityActionShare } = summary;
  if (teacherAgreement === null || teacherMajorityActionShare === null) {
    return { ...about, verdict: 'not measured', detail: 'no teacher was given' };
  }
  if (teacherKappa === null) {
    const detail = 'a record of old, of which only the share of equal actions is kept';
    return { ...about, verdict: 'not measured', detail };
  }
  return {
    ...about,
    verdict: findingOf(verdictOnAgreement(teacherKappa, teacherMajorityActionShare)),
    detail: describeAgreement(teacherAgreement, teacherKappa, teacherMajorityActionShare),
  };
}

function hasGradients({ zeroGradientShare, tinyGradientShare }: EvaluationSummary): Check {
  const about = { id: 'input-gradients', check: 'Input gradients are there to attack with' };
  if (zeroGradientShare === null || tinyGradientShare === null) {
    return { ...about, verdict: 'not measured', detail: 'no input gradient was taken' };
  }
  return {
    ...about,
    verdict: findingOf(verdictOnTinyGradients(tinyGradientShare)),
    detail: `${percent(zeroGradientShare)} of states have a zero input gradient, ${percent(tinyGradientShare)} one below ${tinyGradient}`,
  };
}

/** PGD >= FGSM >= noise under equal conditions, by flip rate: returns are too noisy to order. */
function strongerAttacksDoMore(summaries: readonly EvaluationSummary[]): Check {
  const about = { id: 'stronger-attacks', check: 'PGD flips at least as many actions as FGSM, and FGSM as noise' };
  const strength = ['noise', 'fgsm', 'pgd'];
  const pairs = summaries.flatMap((weaker) =>
    summaries
      .filter((stronger) => {
        const [low, high] = [weaker, stronger].map((summary) => strength.indexOf(String(summary.attack?.name)));
        return low! >= 0 && high! > low! && conditionsOf(weaker) === conditionsOf(stronger);
      })
      .map((stronger) => ({ weaker, stronger })),
  );
  if (pairs.length === 0) return { ...about, verdict: 'not measured', detail: 'no two of them differ in nothing else' };
  // A point of slack: the attacked trajectories visit different states.
  const failing = pairs.find(({ weaker, stronger }) => flips(stronger) < flips(weaker) - 0.01);
  const shown = failing ?? pairs[0]!;
  const detail = `${nameAndFlips(shown.stronger)}, ${nameAndFlips(shown.weaker)}`;
  return { ...about, verdict: failing ? 'flagged' : 'holds', detail };
}

/** The longest PGD against the next shorter under equal conditions: more steps must neither lose nor still gain much. */
function moreStepsPlateau(summaries: readonly EvaluationSummary[]): Check {
  const about = { id: 'more-steps', check: 'More PGD steps change little' };
  const pgd = summaries.filter((summary) => summary.attack?.name === 'pgd');
  const ends = [...new Set(pgd.map(conditionsOf))].flatMap((conditions) => {
    const ladder = pgd.filter((summary) => conditionsOf(summary) === conditions).sort((a, b) => steps(b) - steps(a));
    const more = ladder[0]!;
    const fewer = ladder.find((summary) => steps(summary) < steps(more));
    return fewer ? [{ fewer, more }] : [];
  });
  if (ends.length === 0) return { ...about, verdict: 'not measured', detail: 'one number of steps was tried' };
  const failing = ends.find(({ fewer, more }) => Math.abs(flips(more) - flips(fewer)) > 0.05);
  const { fewer, more } = failing ?? ends[0]!;
  return { ...about, verdict: failing ? 'flagged' : 'holds', detail: `${nameAndFlips(fewer)}, ${nameAndFlips(more)}` };
}

/** All that two evaluations must share for their attacks to be compared by name or by steps. */
function conditionsOf(summary: EvaluationSummary): string {
  const { epsilon, norm = 'linf', randomStart = false, restarts = 1, stepSize = null } = summary.attack ?? {};
  const { perturbFrames, quantise, labels, strikes, target, attackModel, explorationEpsilon } = summary;
  const ofTheAttack = [epsilon, norm, randomStart, restarts, stepSize, attackModel];
  return JSON.stringify([...ofTheAttack, perturbFrames, quantise, labels, strikes, target, explorationEpsilon]);
}

/** A policy that hardly plays has nothing to lose: what it keeps of its return says nothing. */
function playsLikeItsTeacher(
  natural: EvaluationSummary | undefined,
  teacher: EvaluationSummary | undefined,
  randomReturn: number | undefined,
): Check {
  const about = { id: 'clean-return', check: 'Without an attack it scores what its teacher does' };
  if (!natural || !teacher) {
    return { ...about, verdict: 'not measured', detail: 'there is no evaluation of both without an attack' };
  }
  const [own, theirs] = [natural.returns, teacher.returns];
  const kept = worthKept(own.mean, theirs.mean, randomReturn ?? 0);
  const told = `clean ${own.mean.toFixed(1)}, the teacher ${theirs.mean.toFixed(1)}`;
  if (kept === null) return { ...about, verdict: 'not measured', detail: told };
  const isWithinChance = own.interquartileMeanInterval95[1] >= theirs.interquartileMeanInterval95[0];
  const beyond = randomReturn === undefined ? '' : ', both beyond the random agent';
  return {
    ...about,
    verdict: isWithinChance ? 'holds' : findingOf(verdictOnCleanReturn(kept)),
    detail: `${told}: ${percent(kept)} of it${beyond}`,
  };
}

/**
 * Where policy and teacher disagree, an attack that leads away from the teacher's action (Eq. 19) has nothing to do: the
 * policy's own is another attack.
 */
function leavesBothLabels(summaries: readonly EvaluationSummary[]): Check {
  const about = { id: 'labels', check: 'Attacks led away from the teacher’s action and from the policy’s own' };
  const tried = labelsLeft(summaries);
  if (tried.length === 2) return { ...about, verdict: 'holds', detail: 'both were tried' };
  if (tried.length === 0)
    return { ...about, verdict: 'not measured', detail: 'no attack on every state that takes a label was tried' };
  const agreement = summaries.find(({ attack }) => attack === null)?.teacherAgreement ?? null;
  const disagreement = agreement === null ? '' : `; the two differ in ${percent(1 - agreement)} of the steps`;
  const detail = `${tried[0] === 'self' ? 'the policy’s own' : 'the teacher’s'} alone was tried${disagreement}`;
  return { ...about, verdict: 'not measured', detail };
}

/** A return much above natural, by more than the spread of returns, is a classic sign of a masked gradient. */
function attackDoesNotHelp(
  summaries: readonly EvaluationSummary[],
  natural: EvaluationSummary | undefined,
  randomReturn = 0,
): Check {
  const about = { id: 'returns', check: 'No attack raises the return much' };
  if (!natural) return { ...about, verdict: 'not measured', detail: 'there is no evaluation without an attack' };
  const lowEnd = ({ returns }: EvaluationSummary) => returns.interquartileMeanInterval95[0];
  // One episode has no interval.
  const attacked = summaries.filter(({ attack, returns }) => attack !== null && returns.episodes > 1);
  if (attacked.length === 0 || natural.returns.episodes < 2) {
    return { ...about, verdict: 'not measured', detail: 'one episode does not say what is chance' };
  }
  const best = attacked.reduce((a, b) => (lowEnd(b) > lowEnd(a) ? b : a));
  const isAbove = lowEnd(best) > natural.returns.interquartileMeanInterval95[1];
  const gain = best.returns.mean - natural.returns.mean;
  const worth = Math.max(0, natural.returns.mean - randomReturn);
  return {
    ...about,
    verdict: isAbove && isMuchRaised(gain, worth) ? 'flagged' : 'holds',
    detail: `highest under attack ${best.returns.mean.toFixed(1)} (${best.attackLabel}), natural ${natural.returns.mean.toFixed(1)}`,
  };
}

function staysWithinBounds(summaries: readonly EvaluationSummary[]): Check {
  const about = { id: 'bounds', check: 'Perturbations stay within their bounds' };
  const bounded = summaries.filter((summary) => typeof summary.attack?.epsilon === 'number');
  const linf = bounded.filter((summary) => (summary.attack?.norm ?? 'linf') === 'linf');
  if (linf.length === 0) return { ...about, verdict: 'not measured', detail: 'no attack has an L-infinity bound' };
  const excess = (summary: EvaluationSummary) => (summary.maxPerturbation ?? 0) - Number(summary.attack?.epsilon);
  const widest = linf.reduce((a, b) => (excess(b) > excess(a) ? b : a));
  return {
    ...about,
    verdict: excess(widest) <= 1e-6 ? 'holds' : 'flagged',
    detail: `${widest.attackLabel} changed a pixel by at most ${((widest.maxPerturbation ?? 0) * 255).toFixed(2)}/255`,
  };
}

function flips(summary: EvaluationSummary): number {
  return summary.actionFlipRate ?? 0;
}

function steps(summary: EvaluationSummary): number {
  return Number(summary.attack?.steps);
}

function nameAndFlips(summary: EvaluationSummary): string {
  return `${summary.attackLabel} flips ${percent(flips(summary))}`;
}

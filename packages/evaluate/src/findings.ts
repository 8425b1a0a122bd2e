/**
 * What a sceptic asks of a robust number. A policy that ignores what it sees, or that merely hides its gradients, looks
 * robust too: each check says whether the figures exclude that, flag it, or were not measured.
 */
import { type AuditVerdict, type EvaluationSummary, type Finding, percent, tinyGradient } from '@a2pd/core';
import {
  describeAgreement,
  verdictOnAgreement,
  verdictOnMajority,
  verdictOnTinyGradients,
} from './audit/shared-limits.js';

/** All checks for each policy that was attacked. */
export function findingsOf(summaries: readonly EvaluationSummary[]): Finding[] {
  const attacked = summaries.filter((summary) => summary.attack !== null);
  const policies = [...new Set(attacked.map((summary) => summary.policyName))];
  return policies.flatMap((policyName) => {
    const all = summaries.filter((summary) => summary.policyName === policyName);
    const natural = all.find((summary) => summary.attack === null);
    const checks = [
      looksAtTheGame(natural ?? all[0]!),
      agreesWithTeacher(natural ?? all[0]!),
      hasGradients(natural ?? all[0]!),
      strongerAttacksDoMore(all),
      moreStepsPlateau(all),
      attackDoesNotHelp(all, natural),
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
    check: 'The policy is not constant',
    verdict: findingOf(verdictOnMajority(majorityActionShare)),
    detail: `its most frequent action has a share of ${percent(majorityActionShare)}; no attack moves a constant policy`,
  };
}

function agreesWithTeacher(summary: EvaluationSummary): Check {
  const check = 'Agreement with the teacher is well above chance';
  const { teacherAgreement, teacherKappa, teacherMajorityActionShare } = summary;
  if (teacherAgreement === null || teacherMajorityActionShare === null) {
    return { check, verdict: 'not measured', detail: 'no teacher was given' };
  }
  if (teacherKappa === null) {
    const detail = 'a record of old, of which only the share of equal actions is kept';
    return { check, verdict: 'not measured', detail };
  }
  return {
    check,
    verdict: findingOf(verdictOnAgreement(teacherKappa, teacherMajorityActionShare)),
    detail: describeAgreement(teacherAgreement, teacherKappa, teacherMajorityActionShare),
  };
}

function hasGradients({ zeroGradientShare, tinyGradientShare }: EvaluationSummary): Check {
  const check = 'Input gradients are there to attack with';
  if (zeroGradientShare === null || tinyGradientShare === null) {
    return { check, verdict: 'not measured', detail: 'no input gradient was taken' };
  }
  return {
    check,
    verdict: findingOf(verdictOnTinyGradients(tinyGradientShare)),
    detail: `${percent(zeroGradientShare)} of states have a zero input gradient, ${percent(tinyGradientShare)} one below ${tinyGradient}`,
  };
}

/** PGD >= FGSM >= noise under equal conditions, by flip rate: returns are too noisy to order. */
function strongerAttacksDoMore(summaries: readonly EvaluationSummary[]): Check {
  const check = 'PGD flips at least as many actions as FGSM, and FGSM as noise';
  const strength = ['noise', 'fgsm', 'pgd'];
  const pairs = summaries.flatMap((weaker) =>
    summaries
      .filter((stronger) => {
        const [low, high] = [weaker, stronger].map((summary) => strength.indexOf(String(summary.attack?.name)));
        return low! >= 0 && high! > low! && conditionsOf(weaker) === conditionsOf(stronger);
      })
      .map((stronger) => ({ weaker, stronger })),
  );
  if (pairs.length === 0) return { check, verdict: 'not measured', detail: 'no two of them differ in nothing else' };
  // A point of slack: the attacked trajectories visit different states.
  const failing = pairs.find(({ weaker, stronger }) => flips(stronger) < flips(weaker) - 0.01);
  const shown = failing ?? pairs[0]!;
  const detail = `${nameAndFlips(shown.stronger)}, ${nameAndFlips(shown.weaker)}`;
  return { check, verdict: failing ? 'flagged' : 'holds', detail };
}

/** The longest PGD against the next shorter under equal conditions: more steps must neither lose nor still gain much. */
function moreStepsPlateau(summaries: readonly EvaluationSummary[]): Check {
  const check = 'More PGD steps change little';
  const pgd = summaries.filter((summary) => summary.attack?.name === 'pgd');
  const ends = [...new Set(pgd.map(conditionsOf))].flatMap((conditions) => {
    const ladder = pgd.filter((summary) => conditionsOf(summary) === conditions).sort((a, b) => steps(b) - steps(a));
    const more = ladder[0]!;
    const fewer = ladder.find((summary) => steps(summary) < steps(more));
    return fewer ? [{ fewer, more }] : [];
  });
  if (ends.length === 0) return { check, verdict: 'not measured', detail: 'one number of steps was tried' };
  const failing = ends.find(({ fewer, more }) => Math.abs(flips(more) - flips(fewer)) > 0.05);
  const { fewer, more } = failing ?? ends[0]!;
  return { check, verdict: failing ? 'flagged' : 'holds', detail: `${nameAndFlips(fewer)}, ${nameAndFlips(more)}` };
}

/** All that two evaluations must share for their attacks to be compared by name or by steps. */
function conditionsOf(summary: EvaluationSummary): string {
  const { epsilon, norm = 'linf', randomStart = false, restarts = 1, stepSize = null } = summary.attack ?? {};
  const { perturbFrames, quantise, labels, attackModel, explorationEpsilon } = summary;
  const ofTheAttack = [epsilon, norm, randomStart, restarts, stepSize, attackModel];
  return JSON.stringify([...ofTheAttack, perturbFrames, quantise, labels, explorationEpsilon]);
}

/** A return above natural by more than the spread of returns is a classic sign of a masked gradient. */
function attackDoesNotHelp(summaries: readonly EvaluationSummary[], natural: EvaluationSummary | undefined): Check {
  const check = 'No attack raises the return';
  if (!natural) return { check, verdict: 'not measured', detail: 'there is no evaluation without an attack' };
  const lowEnd = ({ returns }: EvaluationSummary) => returns.interquartileMeanInterval95[0];
  // One episode has no interval.
  const attacked = summaries.filter(({ attack, returns }) => attack !== null && returns.episodes > 1);
  if (attacked.length === 0 || natural.returns.episodes < 2) {
    return { check, verdict: 'not measured', detail: 'one episode does not say what is chance' };
  }
  const best = attacked.reduce((a, b) => (lowEnd(b) > lowEnd(a) ? b : a));
  const isAbove = lowEnd(best) > natural.returns.interquartileMeanInterval95[1];
  return {
    check,
    verdict: isAbove ? 'flagged' : 'holds',
    detail: `highest under attack ${best.returns.mean.toFixed(1)} (${best.attackLabel}), natural ${natural.returns.mean.toFixed(1)}`,
  };
}

function staysWithinBounds(summaries: readonly EvaluationSummary[]): Check {
  const check = 'Perturbations stay within their bounds';
  const bounded = summaries.filter((summary) => typeof summary.attack?.epsilon === 'number');
  const linf = bounded.filter((summary) => (summary.attack?.norm ?? 'linf') === 'linf');
  if (linf.length === 0) return { check, verdict: 'not measured', detail: 'no attack has an L-infinity bound' };
  const excess = (summary: EvaluationSummary) => (summary.maxPerturbation ?? 0) - Number(summary.attack?.epsilon);
  const widest = linf.reduce((a, b) => (excess(b) > excess(a) ? b : a));
  return {
    check,
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

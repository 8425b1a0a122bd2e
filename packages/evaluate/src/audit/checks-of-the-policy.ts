/** The sceptic's questions to the policy itself: does it look, does it answer twice the same, can it be differentiated. */
import { type AuditCheck, cohensKappa, labelStatistics, median, percent, tinyGradient } from '@a2pd/core';
import type { GradientFigures } from './policy-probe.js';
import { describeAgreement, verdictOnAgreement, verdictOnMajority, verdictOnTinyGradients } from './shared-limits.js';
import { atLeast, atMost, chanceStates, share } from './verdict.js';

export interface PolicyFigures {
  /** float32[N, A]. */
  readonly scores: Float32Array;
  readonly actions: Int32Array;
  /** int32[N]; null without a teacher. */
  readonly teacherActions: Int32Array | null;
  readonly unrepeatability: number;
  readonly gradients: GradientFigures | null;
}

/** A lead in logits from which the softmax in float32 is 1, so that -1 + softmax, a textbook's gradient, is 0. */
const saturatingLead = Math.log(2 ** 24);

export function checksOfThePolicy(figures: PolicyFigures): AuditCheck[] {
  return [
    isNotConstant(figures),
    agreesWithTeacher(figures),
    answersTwiceTheSame(figures),
    isNotSaturated(figures),
    hasGradients(figures),
    gradientsTellTheTruth(figures),
  ];
}

function isNotConstant({ scores, actions }: PolicyFigures): AuditCheck {
  const { majorityShare: majority } = labelStatistics(actions, scores.length / actions.length);
  return {
    id: 'not-constant',
    title: 'The policy takes different actions in different states',
    verdict: verdictOnMajority(majority),
    detail: `its most frequent action has a share of ${percent(majority)}`,
    meaning: 'No attack moves a policy that ignores what it sees: such robustness is worth nothing.',
    figures: { majorityActionShare: majority },
  };
}

function agreesWithTeacher({ scores, actions, teacherActions }: PolicyFigures): AuditCheck {
  const about = {
    id: 'teacher-agreement',
    title: 'Agreement with the teacher is well above chance',
    meaning:
      "A student that repeats the most frequent action looks accurate and perfectly robust: its Cohen's kappa is 0, an imitator's 1.",
  };
  if (teacherActions === null) {
    return { ...about, verdict: 'not measured', detail: 'no teacher was given', figures: {} };
  }
  const agreement = share(Array.from(actions, (action, state) => action === teacherActions[state]));
  const [own, teacher] = [actions, teacherActions].map((each) => labelStatistics(each, scores.length / actions.length));
  const { majorityShare: majority } = teacher!;
  const kappaOf = (share: number) => cohensKappa(share, own!.counts, teacher!.counts);
  const kappa = kappaOf(agreement);
  const plain = verdictOnAgreement(kappa, majority);
  // Where one action is nearly always right, two states make much of a kappa: they turn a failure into a doubt, no more.
  const byChance = verdictOnAgreement(kappaOf(Math.min(1, agreement + chanceStates / actions.length)), majority);
  return {
    ...about,
    verdict: plain === 'fail' && byChance !== 'fail' ? 'warn' : plain,
    detail: describeAgreement(agreement, kappa, majority),
    figures: { agreement, kappa, teacherMajorityActionShare: majority },
  };
}

function answersTwiceTheSame({ unrepeatability }: PolicyFigures): AuditCheck {
  return {
    id: 'repeatable',
    title: 'The same observation gives the same scores each time',
    verdict: atMost(unrepeatability, { pass: 1e-5, warn: 1e-3 }),
    detail: `repeated evaluations differ by ${unrepeatability.toExponential(1)} of the largest score`,
    meaning:
      'A policy that draws at random (resizing, noise, dropout) fools an attack that follows one draw; averaging over draws undoes it.',
    figures: { unrepeatability },
  };
}

function isNotSaturated({ scores, actions }: PolicyFigures): AuditCheck {
  const numActions = scores.length / actions.length;
  const leads = Array.from(actions, (action, state) => {
    const others = scores.subarray(state * numActions, (state + 1) * numActions).filter((_, i) => i !== action);
    return scores[state * numActions + action]! - Math.max(...others);
  });
  const saturated = share(leads.map((lead) => lead >= saturatingLead));
  return {
    id: 'logit-scale',
    title: 'Logits are not scaled until the softmax saturates',
    verdict: atMost(saturated, { pass: 0.1, warn: 0.5 }),
    detail: `in ${percent(saturated)} of the states the softmax is exactly 1 in float32 (a lead of ${saturatingLead.toFixed(1)} logits or more)`,
    meaning:
      'Where the softmax is 1, an attack on probabilities finds no gradient, however easily the action would change: robustness measured by such an attack means nothing. Those of this audit follow the logits, to a lead of some 87.',
    figures: { saturatedShare: saturated, medianLead: median(leads) },
  };
}

function hasGradients({ gradients }: PolicyFigures): AuditCheck {
  const about = {
    id: 'input-gradients',
    title: 'Input gradients are there to attack with',
    meaning:
      'Where the gradient is 0, gradient attacks fail for lack of a direction, not for the strength of the defence.',
  };
  if (gradients === null) {
    const detail = 'the scores are cut off from the pixels: some operation has no gradient at all';
    return { ...about, verdict: 'fail', detail, figures: { zeroGradientShare: 1, tinyGradientShare: 1 } };
  }
  const sizes = [...gradients.largest];
  const zero = share(sizes.map((size) => size === 0));
  const tiny = share(sizes.map((size) => size < tinyGradient));
  return {
    ...about,
    verdict: verdictOnTinyGradients(tiny),
    detail: `${percent(zero)} of the states have a zero input gradient, ${percent(tiny)} one below ${tinyGradient}`,
    figures: { zeroGradientShare: zero, tinyGradientShare: tiny, medianLargestComponent: median(sizes) },
  };
}

function gradientsTellTheTruth({ gradients }: PolicyFigures): AuditCheck {
  const about = {
    id: 'gradient-direction',
    title: 'A small step along the gradient brings another action nearer',
    meaning:
      'A gradient that does not say what a step will do is shattered or faked (rounding, straight-through estimates).',
  };
  if (gradients === null) return { ...about, verdict: 'not measured', detail: 'there is no gradient', figures: {} };
  const { leadBefore, leadAfter } = gradients;
  const truthful = share(Array.from(leadBefore, (lead, state) => leadAfter[state]! > lead));
  return {
    ...about,
    verdict: atLeast(truthful, { pass: 0.95, warn: 0.8 }),
    detail: `it does in ${percent(truthful)} of the states`,
    figures: { truthfulGradientShare: truthful },
  };
}

/**
 * The sceptic's questions to the attacks (Athalye et al. 2018, Carlini et al. 2019): do they behave as attacks on an honest
 * policy must, and does any of them do better than those the headline rests on.
 */
import { type AuditCheck, percent } from '@a2pd/core';
import type { Battery } from './battery.js';
import { atMostOf, share } from './verdict.js';

/** Which states' actions an attack changed. */
export interface Outcome {
  readonly label: string;
  readonly epsilon: number;
  readonly flips: readonly boolean[];
}

export interface AttackOutcomes extends Battery<Outcome> {
  /** Attacks made on another policy, the teacher; null without one. */
  readonly transferred: Outcome | null;
}

/** In shares of the states. */
const small = { pass: 0.02, warn: 0.05 };
/** Margin losses are a little stronger against honest policies too. */
const moderate = { pass: 0.05, warn: 0.15 };

export function checksOfTheAttacks(outcomes: AttackOutcomes): AuditCheck[] {
  return [
    strongerDoMore(outcomes),
    moreStepsPlateau(outcomes),
    restartsPlateau(outcomes),
    growsWithEpsilon(outcomes),
    reachesTheFloor(outcomes),
    blackBoxDoesNotWin(outcomes),
    transferDoesNotWin(outcomes),
    otherLossesDoNotWin(outcomes),
    ...othersDoNotWin(outcomes),
    headlineIsTheWorst(outcomes),
  ];
}

/** What any attack of the audited radius flips. */
export function worstCase(outcomes: AttackOutcomes): Outcome {
  const all = [...ofTheBattery(outcomes), ...outcomes.others];
  return { label: 'worst of all', epsilon: outcomes.pgd.epsilon, flips: anyOf(all) };
}

function strongerDoMore(outcomes: AttackOutcomes): AuditCheck {
  const { noise, fgsm, pgd } = outcomes;
  const shortfall = Math.max(rate(noise) - rate(fgsm), rate(fgsm) - rate(pgd), rate(noise) - rate(pgd));
  return {
    id: 'stronger-attacks',
    title: 'PGD changes at least as many actions as FGSM, and FGSM as noise',
    verdict: atMostOf(numStatesOf(outcomes), shortfall, small),
    detail: [pgd, fgsm, noise].map(told).join(', '),
    meaning: 'Many steps that do less than one, or than chance, follow a gradient that leads nowhere.',
    figures: { pgdFlipRate: rate(pgd), fgsmFlipRate: rate(fgsm), noiseFlipRate: rate(noise) },
  };
}

function moreStepsPlateau(outcomes: AttackOutcomes): AuditCheck {
  const { pgd, longer } = outcomes;
  const changed = Math.max(gain([pgd], [longer]), rate(pgd) - rate(longer));
  return {
    id: 'more-steps',
    title: 'Twice the steps change little',
    verdict: atMostOf(numStatesOf(outcomes), changed, small),
    detail: `${told(pgd)}, ${told(longer)}`,
    meaning:
      'An attack that still gains was stopped too early, one that loses follows a gradient that leads nowhere: the true robustness is lower than measured.',
    figures: { flipRate: rate(pgd), twiceTheStepsFlipRate: rate(longer) },
  };
}

function restartsPlateau(outcomes: AttackOutcomes): AuditCheck {
  const { pgd, restarted } = outcomes;
  const gained = gain([pgd], [restarted]);
  return {
    id: 'restarts',
    title: 'Random restarts change little',
    verdict: atMostOf(numStatesOf(outcomes), gained, small),
    detail: `${told(restarted)}, ${percent(gained)} of the states beyond ${pgd.label}`,
    meaning: 'Where another start finds what the first did not, the loss is rugged and one run says little.',
    figures: { flipRate: rate(restarted), gainedShare: gained },
  };
}

function growsWithEpsilon(outcomes: AttackOutcomes): AuditCheck {
  const { ladder } = outcomes;
  const drops = ladder.slice(1).map((wider, i) => rate(ladder[i]!) - rate(wider));
  const drop = Math.max(0, ...drops);
  return {
    id: 'grows-with-epsilon',
    title: 'A larger radius never helps the policy',
    verdict: atMostOf(numStatesOf(outcomes), drop, small),
    detail: ladder.map(({ epsilon, flips }) => `${percent(share(flips))} at ${levels(epsilon)}`).join(', '),
    meaning: 'Every small perturbation is also one of a larger ball: success that falls with it shows a broken attack.',
    figures: Object.fromEntries(ladder.map((outcome) => [`flipRateAt${levels(outcome.epsilon)}`, rate(outcome)])),
  };
}

function reachesTheFloor(outcomes: AttackOutcomes): AuditCheck {
  const flipped = share(anyOf(outcomes.floor));
  return {
    id: 'floor',
    title: 'Without a bound every action falls',
    verdict: atMostOf(numStatesOf(outcomes), 1 - flipped, { pass: 0.02, warn: 0.1 }),
    detail: `at radius 1, where any picture may be shown, ${percent(flipped)} of the actions change`,
    meaning: 'If an unbounded attack fails, it is the attack that fails, or the policy does not look.',
    figures: { flipRate: flipped },
  };
}

function blackBoxDoesNotWin(outcomes: AttackOutcomes): AuditCheck {
  const { blackBox, noise } = outcomes;
  const gained = gain(whiteBox(outcomes), [blackBox, noise]);
  return {
    id: 'black-box',
    title: 'Attacks that see no gradient do not beat those that do',
    verdict: atMostOf(numStatesOf(outcomes), gained, small),
    detail: `${told(blackBox)}; it and noise change ${percent(gained)} of the actions that no gradient attack changes`,
    meaning: 'Knowing more cannot hurt an attacker: if it does, the gradients are masked.',
    figures: { flipRate: rate(blackBox), gainedShare: gained },
  };
}

function transferDoesNotWin(outcomes: AttackOutcomes): AuditCheck {
  const about = {
    id: 'transfer',
    title: 'Attacks made on another policy do not beat those made on this one',
    meaning: "If a stranger's gradients work better than the policy's own, its own are masked.",
  };
  const { transferred } = outcomes;
  if (transferred === null) return { ...about, verdict: 'not measured', detail: 'no teacher was given', figures: {} };
  const gained = gain(whiteBox(outcomes), [transferred]);
  return {
    ...about,
    verdict: atMostOf(numStatesOf(outcomes), gained, small),
    detail: `${told(transferred)}, ${percent(gained)} are actions that no attack on the policy itself changes`,
    figures: { flipRate: rate(transferred), gainedShare: gained },
  };
}

function otherLossesDoNotWin(outcomes: AttackOutcomes): AuditCheck {
  const { margin, scaleFree } = outcomes;
  const gained = gain(crossEntropies(outcomes), [margin, scaleFree]);
  return {
    id: 'logit-margin',
    title: 'Logit-margin losses do not beat the cross-entropy by much',
    verdict: atMostOf(numStatesOf(outcomes), gained, moderate),
    detail: `${told(margin)}, ${told(scaleFree)}; ${percent(gained)} of the actions fall to them and to no attack by the cross-entropy`,
    meaning: 'A loss that no scaling can flatten finds what the cross-entropy misses only where that is saturated.',
    figures: { marginFlipRate: rate(margin), scaleFreeFlipRate: rate(scaleFree), gainedShare: gained },
  };
}

/** Of the caller's attacks, if there are any. */
function othersDoNotWin(outcomes: AttackOutcomes): AuditCheck[] {
  const { others } = outcomes;
  if (others.length === 0) return [];
  const gained = gain(ofTheBattery(outcomes), others);
  return [
    {
      id: 'further-attacks',
      title: 'Attacks that were brought along find little that the others miss',
      verdict: atMostOf(numStatesOf(outcomes), gained, moderate),
      detail: `${others.map(told).join(', ')}; ${percent(gained)} of the actions fall to them alone`,
      meaning:
        'Where an attack from outside finds what the whole battery misses, the battery measures too much robustness.',
      figures: { flipRate: share(anyOf(others)), gainedShare: gained },
    },
  ];
}

function headlineIsTheWorst(outcomes: AttackOutcomes): AuditCheck {
  const { paper } = outcomes;
  const worst = rate(worstCase(outcomes));
  return {
    id: 'worst-of-all',
    title: "The paper's PGD-10 is as strong as the whole ensemble",
    // It is known to be weak: that takes nothing from the policy, only from a headline that rests on it.
    verdict: atMostOf(numStatesOf(outcomes), worst - rate(paper), { pass: 0.05, warn: 1 }),
    detail: `${told(paper)}, the worst of all attacks ${percent(worst)}`,
    meaning: 'The headline must show the worst of the ensemble; a single weak attack flatters.',
    figures: { paperFlipRate: rate(paper), worstCaseFlipRate: worst },
  };
}

/** All of the audited radius that are the audit's own. */
function ofTheBattery(outcomes: AttackOutcomes): Outcome[] {
  const { noise, blackBox, transferred } = outcomes;
  return [...whiteBox(outcomes), noise, blackBox, ...(transferred ? [transferred] : [])];
}

function whiteBox(outcomes: AttackOutcomes): Outcome[] {
  return [...crossEntropies(outcomes), outcomes.margin, outcomes.scaleFree];
}

function crossEntropies({ fgsm, paper, pgd, longer, restarted, adaptive }: AttackOutcomes): Outcome[] {
  return [fgsm, paper, pgd, longer, restarted, adaptive];
}

/** Share of the states that `others` flip and none of `base` does. */
function gain(base: readonly Outcome[], others: readonly Outcome[]): number {
  const known = anyOf(base);
  return share(anyOf(others).map((flipped, state) => flipped && !known[state]));
}

function anyOf(outcomes: readonly Outcome[]): boolean[] {
  return outcomes[0]!.flips.map((_, state) => outcomes.some(({ flips }) => flips[state]));
}

function numStatesOf({ pgd }: AttackOutcomes): number {
  return pgd.flips.length;
}

function rate({ flips }: Outcome): number {
  return share(flips);
}

function told(outcome: Outcome): string {
  return `${outcome.label} changes ${percent(rate(outcome))}`;
}

function levels(epsilon: number): string {
  return `${Number((epsilon * 255).toFixed(2))}/255`;
}

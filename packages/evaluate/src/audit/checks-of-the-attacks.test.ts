import { describe, expect, it } from 'vitest';
import { type AttackOutcomes, checksOfTheAttacks, type Outcome } from './checks-of-the-attacks.js';

/** Of `numStates` states the first ones fall. */
function outcome(numStates: number, falling: number): Outcome {
  return { label: 'attack', epsilon: 1 / 255, flips: Array.from({ length: numStates }, (_, state) => state < falling) };
}

function verdicts(numStates: number, falling: Partial<Record<keyof AttackOutcomes, number>>) {
  const of = (name: keyof AttackOutcomes) => outcome(numStates, falling[name] ?? numStates / 2);
  const checks = checksOfTheAttacks({
    ...{ noise: of('noise'), fgsm: of('fgsm'), paper: of('paper'), pgd: of('pgd'), longer: of('longer') },
    ...{ restarted: of('restarted'), margin: of('margin'), adaptive: of('adaptive'), scaleFree: of('scaleFree') },
    ...{ blackBox: of('blackBox'), transferred: of('transferred'), ladder: [of('pgd'), of('ladder')] },
    floor: [outcome(numStates, falling.floor ?? numStates)],
    others: falling.others === undefined ? [] : [of('others')],
  });
  return Object.fromEntries(checks.map(({ id, verdict }) => [id, verdict]));
}

const oneMore = { longer: 9, restarted: 9, margin: 9, blackBox: 9, fgsm: 9, ladder: 7, floor: 15, transferred: 9 };

describe('of 16 states', () => {
  it('two that fall or stand alone are chance', () => {
    expect(new Set(Object.values(verdicts(16, oneMore)))).toEqual(new Set(['pass']));
    const twoMore = { longer: 10, margin: 10, blackBox: 10, fgsm: 10, ladder: 6, floor: 14 };
    expect(new Set(Object.values(verdicts(16, twoMore)))).toEqual(new Set(['pass']));
  });

  it.each([
    ['more-steps', { longer: 11 }],
    ['restarts', { restarted: 11 }],
    ['logit-margin', { margin: 11 }],
    ['black-box', { blackBox: 11 }],
    ['transfer', { transferred: 11 }],
    ['stronger-attacks', { fgsm: 11 }],
    ['grows-with-epsilon', { ladder: 5 }],
    ['floor', { floor: 13 }],
    ['further-attacks', { others: 11 }],
  ])('three fail %s', (id, falling) => expect(verdicts(16, falling)[id]).toBe('fail'));
});

it('of 200 states shares decide', () => {
  expect(verdicts(200, { longer: 104 })['more-steps']).toBe('pass');
  expect(verdicts(200, { longer: 105 })['more-steps']).toBe('warn');
  expect(verdicts(200, { longer: 110 })['more-steps']).toBe('warn');
  expect(verdicts(200, { longer: 111 })['more-steps']).toBe('fail');
});

it('a handful of states measures nothing', () => {
  expect(new Set(Object.values(verdicts(6, { longer: 6 })))).toEqual(new Set(['not measured']));
});

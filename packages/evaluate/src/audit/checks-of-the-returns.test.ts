import { describe, expect, it } from 'vitest';
import { checksOfTheReturns, type Returns } from './checks-of-the-returns.js';

const attackLabel = 'PGD-10';

function check(id: string, returns?: Returns) {
  return checksOfTheReturns(returns).find((each) => each.id === id)!;
}

const checkOfTheReturns = (returns?: Returns) => check('returns', returns);

describe('a return that an attack raises', () => {
  it('is told by differences of the same seeds, however much games differ', () => {
    const natural = [0, 100, 300, 500];
    const raised = natural.map((value, i) => value + 9 + (i % 2));
    expect(checkOfTheReturns({ natural, attacked: raised, attackLabel }).verdict).toBe('warn');
    const shuffled = [500, 9, 110, 310];
    expect(checkOfTheReturns({ natural, attacked: shuffled, attackLabel }).verdict).toBe('pass');
  });

  it('needs more than Student’s t of few episodes allows', () => {
    // Differences of 1 and 3: 2 ± 12.7. Two standard errors would be 2.
    expect(checkOfTheReturns({ natural: [0, 0], attacked: [1, 3.1], attackLabel })).toMatchObject({
      verdict: 'pass',
      detail: 'natural 0.0, under PGD-10 2.0, 2 episodes each; the difference is 2.0 ± 13.3',
    });
  });

  it('is not looked for in less than two episodes', () => {
    expect(checkOfTheReturns(undefined)).toMatchObject({ verdict: 'not measured', figures: {} });
    expect(checkOfTheReturns({ natural: [1], attacked: [9], attackLabel }).verdict).toBe('not measured');
  });

  it('is refused where the episodes do not pair', () => {
    expect(() => checkOfTheReturns({ natural: [1, 2], attacked: [1], attackLabel })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});

describe('random actions', () => {
  const natural = [30, 34, 38, 34];
  const disturbedBy = (gain: number): Returns => ({
    ...{ natural, attacked: natural, attackLabel, random: [14, 14, 14, 14] },
    disturbed: { randomShare: 0.05, returns: natural.map((value, i) => value + gain + 0.1 * (i % 2)) },
  });

  it.each([
    [-5, 'pass'],
    [0.1, 'pass'], // less than 1%
    [1, 'warn'],
    [19, 'fail'],
  ])('that change the return by %d: %s', (gain, verdict) => {
    expect(check('random-actions', disturbedBy(gain)).verdict).toBe(verdict);
  });

  it('may help by chance', () => {
    const returns = [10, 70, 30, 60];
    const disturbed = { randomShare: 0.05, returns };
    expect(check('random-actions', { ...disturbedBy(0), disturbed }).verdict).toBe('pass');
  });

  it('are not judged where they were not played', () => {
    const { disturbed, ...others } = disturbedBy(0);
    expect(check('random-actions', others)).toMatchObject({ verdict: 'not measured' });
  });
});

describe('the clean return', () => {
  const scoring = (natural: readonly number[], teacher: readonly number[], random = 14): Returns => ({
    ...{ natural, attacked: natural, attackLabel, teacher, random: natural.map(() => random) },
  });

  it.each([
    [[70, 71], 'pass'], // 57 of 61 beyond the random agent
    [[60, 61], 'warn'],
    [[34, 35], 'fail'],
  ] as const)('of %j beside a teacher that scores 75: %s', (natural, verdict) => {
    expect(check('clean-return', scoring(natural, [75, 76])).verdict).toBe(verdict);
  });

  it('of a game below zero counts from the random agent', () => {
    const played = check('clean-return', scoring([-20, -20], [20, 20], -21));
    expect(played).toMatchObject({ verdict: 'fail', figures: { keptShare: 1 / 41 } });
  });

  it('is not short where chance explains it', () => {
    expect(check('clean-return', scoring([0, 70], [75, 75])).verdict).toBe('pass');
  });

  it('has no measure in a teacher that scores nothing, or that was not played', () => {
    expect(check('clean-return', scoring([14, 15], [14, 14])).verdict).toBe('not measured');
    expect(check('clean-return', { natural: [1, 2], attacked: [1, 2], attackLabel }).verdict).toBe('not measured');
  });
});

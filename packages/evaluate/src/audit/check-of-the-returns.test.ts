import { describe, expect, it } from 'vitest';
import { checkOfTheReturns } from './check-of-the-returns.js';

const attackLabel = 'PGD-10';

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

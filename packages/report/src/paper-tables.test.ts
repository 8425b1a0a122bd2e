import { describe, expect, it } from 'vitest';
import { paperAttackLabels, paperAttackOf } from './paper-comparison.js';
import { paperGames, paperReturns, relativeRobustnessPercent, secondsPerEpoch } from './paper-tables.js';
import { exampleInput } from './testing/report-fixture.js';

describe('the paper’s tables', () => {
  it('agree with one another: Table 2 is Eq. 20 of Table 1, but for A2PD on Pong, which is noted', () => {
    const under = (method: string, attack: string) =>
      paperReturns.find((row) => row.method === method && row.attack === attack)?.returns;
    for (const [method, printed] of Object.entries(relativeRobustnessPercent)) {
      const natural = under(method, 'natural')!;
      const attacked = (under(method, 'pgd-10-1') ?? under(method, 'pgd-4-1'))!;
      for (const game of paperGames) {
        const [clean, struck] = [natural[game], attacked[game]];
        if (clean === null || struck === null) expect(printed[game]).toBeNull();
        else if (method === 'A2PD' && game === 'pong') expect(printed[game]).toBe(100);
        else expect(Math.abs((struck.mean / clean.mean) * 100 - printed[game]!)).toBeLessThan(0.12);
      }
    }
  });

  it('average Table 3 as printed', () => {
    for (const method of ['A2PD', 'PGD-4', 'PGD-10', 'PGD-20'] as const) {
      const mean = paperGames.reduce((sum, game) => sum + secondsPerEpoch[game][method], 0) / paperGames.length;
      // 41.09 is printed for PGD-10, of rows that average to 41.06: one of the paper's oddities.
      expect(Math.abs(mean - secondsPerEpoch.average[method])).toBeLessThan(method === 'PGD-10' ? 0.04 : 0.015);
    }
  });
});

describe('paperAttackOf', () => {
  const { summary } = exampleInput().comparison.rows[8]!;
  const pgd = summary.attack!;

  it('knows the attacks of Table 1', () => {
    expect(paperAttackOf(summary)).toBe('pgd-10-1');
    expect(paperAttackOf({ ...summary, attack: { ...pgd, steps: 50, epsilon: 3 / 255 } })).toBe('pgd-50-3');
    expect(paperAttackOf({ ...summary, attack: null })).toBe('natural');
    expect(paperAttackOf({ ...summary, attack: { name: 'fgsm', epsilon: 0.3 } })).toBe('fgsm');
    expect(paperAttackOf({ ...summary, attack: { name: 'jsma', theta: 0.1, gamma: 1 } })).toBe('jsma');
  });

  it('can name every one of them', () => {
    const attacks = [
      ...[null, { name: 'fgsm', norm: 'linf', epsilon: 0.01 }, { name: 'jsma', theta: 1, gamma: 0.1 }],
      ...[1, 3].flatMap((levels) => [4, 10, 50].map((steps) => ({ ...pgd, steps, epsilon: levels / 255 }))),
    ];
    const named = new Set(attacks.map((attack) => paperAttackOf({ ...summary, attack })));
    expect([...named].filter((name) => name !== null).sort()).toEqual(Object.keys(paperAttackLabels).sort());
  });

  it.each([
    ['a random start', { attack: { ...pgd, randomStart: true } }],
    ['another step size', { attack: { ...pgd, stepSize: 0.01 } }],
    ['another norm', { attack: { ...pgd, norm: 'l2' } }],
    ['another norm of FGSM', { attack: { name: 'fgsm', norm: 'l2', epsilon: 3 } }],
    ['another epsilon', { attack: { ...pgd, epsilon: 2 / 255 } }],
    ['only the newest frame', { perturbFrames: 'newest' as const }],
    ['whole pixel levels', { quantise: true }],
    ['another policy’s gradients', { attackModel: 'teacher' }],
  ])('does not call it the same with %s', (_, change) => {
    expect(paperAttackOf({ ...summary, ...change })).toBeNull();
  });
});

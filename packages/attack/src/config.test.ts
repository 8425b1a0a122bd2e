import { describe, expect, it } from 'vitest';
import { type AttackConfig, attackLabel, parseAttackConfig } from './config.js';

describe('parseAttackConfig', () => {
  it('fills in defaults', () => {
    expect(parseAttackConfig({ name: 'pgd', epsilon: 1 / 255, steps: 10 })).toEqual({
      name: 'pgd',
      epsilon: 1 / 255,
      steps: 10,
      norm: 'linf',
      randomStart: false,
      restarts: 1,
    });
    expect(parseAttackConfig({ name: 'fgsm' })).toEqual({ name: 'fgsm', epsilon: 1 / 255, norm: 'linf' });
  });

  it.each([
    ['an unknown attack', { name: 'magic' }, /name: expected one of none, noise, .*received "magic"/],
    ['a name of JavaScript', { name: 'constructor' }, /name/],
    ['nothing at all', undefined, /name/],
    ['an unknown key', { name: 'fgsm', epsilom: 0.1 }, /epsilom/],
    ['epsilon in grey levels', { name: 'pgd', epsilon: 3, steps: 10 }, /epsilon.*divide by 255/],
    ['a negative epsilon', { name: 'noise', epsilon: -1 }, /epsilon/],
    ['half a step', { name: 'pgd', epsilon: 0.1, steps: 0.5 }, /steps/],
    ['more steps than anyone waits for', { name: 'pgd', epsilon: 0.1, steps: 4294967296 }, /steps/],
    ['as many restarts', { name: 'apgd-ce', epsilon: 0.1, restarts: 1e9 }, /restarts/],
    ['as many queries', { name: 'square', epsilon: 0.1, queries: 1e12 }, /queries/],
    ['the same run twice', { name: 'pgd', epsilon: 0.1, steps: 5, restarts: 2 }, /restarts.*randomStart/],
  ])('refuses %s', (_what, config, message) => {
    expect(() => parseAttackConfig(config)).toThrowError(expect.objectContaining({ code: 'INVALID_CONFIG' }));
    expect(() => parseAttackConfig(config)).toThrow(message);
  });
});

describe('attackLabel', () => {
  it.each<[AttackConfig, string]>([
    [{ name: 'none' }, 'No attack'],
    [{ name: 'noise', epsilon: 1 / 255 }, 'Noise (ε = 1/255)'],
    [{ name: 'fgsm' }, 'FGSM (ε = 1/255)'],
    [{ name: 'pgd', epsilon: 3 / 255, steps: 10 }, 'PGD-10 (ε = 3/255)'],
    [
      { name: 'pgd', epsilon: 1 / 255, steps: 10, stepSize: 2.5 / 2550, randomStart: true, restarts: 5 },
      'PGD-10 (ε = 1/255, step 0.0009804, random start, 5 restarts)',
    ],
    [{ name: 'jsma' }, 'JSMA (θ = 0.1, γ = 1)'],
    [{ name: 'jsma', theta: -0.1 }, 'JSMA (θ = -0.1, γ = 1)'],
    [{ name: 'momentum', epsilon: 0.2, steps: 4 }, 'Momentum PGD-4 (ε = 0.2)'],
    [{ name: 'momentum', epsilon: 0.2, steps: 4, decay: 0.5 }, 'Momentum PGD-4 (ε = 0.2, decay 0.5)'],
    [{ name: 'square', epsilon: 0.2, initialShare: 0.3 }, 'Square-1000 (ε = 0.2, first squares of 0.3)'],
    [{ name: 'pgd', norm: 'l2', epsilon: 0.5, steps: 4 }, 'PGD-4 (L2, ε = 0.5)'],
  ])('%o is %s', (config, label) => {
    expect(attackLabel(config)).toBe(label);
  });
});

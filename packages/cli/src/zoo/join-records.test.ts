import type { EvaluationSummary } from '@a2pd/core';
import type { WorstCase } from '@a2pd/report';
import { expect, it } from 'vitest';
import { lowestOfEachRadius, newestOfEach } from './join-records.js';

function evaluation(attackLabel: string, mean: number, labels = 'teacher') {
  const attack = attackLabel === 'No attack' ? null : { name: 'pgd' };
  const conditions = { attackModel: null, perturbFrames: 'all', quantise: false };
  return { attackLabel, attack, labels, ...conditions, returns: { mean } } as unknown as EvaluationSummary;
}

it('keeps the newest evaluation under the same conditions, the natural one first', () => {
  const joined = newestOfEach([
    evaluation('PGD-50', 3),
    evaluation('PGD-10', 5),
    evaluation('No attack', 20),
    evaluation('PGD-10', 4),
    evaluation('PGD-10', 2, 'self'),
    evaluation('No attack', 21, 'self'),
  ]);
  expect(joined.map(({ attackLabel, returns }) => [attackLabel, returns.mean])).toEqual([
    ['No attack', 21],
    ['PGD-10', 4],
    ['PGD-10', 2],
    ['PGD-50', 3],
  ]);
});

it('keeps the lowest worst case within each radius, whenever it was measured', () => {
  const worst = (epsilon: number, mean: number) => ({ epsilon, returns: { mean } }) as unknown as WorstCase;
  const joined = lowestOfEachRadius([
    worst(1 / 255, 20),
    worst(3 / 255, 3),
    worst(0.0039215686, 18),
    worst(3 / 255, 3.3),
  ]);
  expect(joined.map(({ returns }) => returns.mean)).toEqual([18, 3]);
});

import type { EvaluationSummary } from '@a2pd/core';
import { expect, it } from 'vitest';
import { bestMeasured, joinRecords, ofMostStates } from './join-records.js';
import { noRecords } from './zoo-records.js';

function evaluation(attackLabel: string, mean: number, other: object = {}) {
  return {
    ...{
      policyName: 'student',
      attackLabel,
      attack: attackLabel === 'No attack' ? null : { name: 'pgd', epsilon: 1 / 255 },
    },
    ...{ labels: 'teacher', attackModel: null, perturbFrames: 'all', quantise: false, strikes: null, target: null },
    ...{
      truncatedEpisodes: 0,
      cutEpisodes: null,
      frames: 1000,
      explorationEpsilon: 0,
      returns: { mean, episodes: 10 },
    },
    ...other,
  } as EvaluationSummary;
}

const means = (evaluations: readonly EvaluationSummary[]) =>
  evaluations.map(({ attackLabel, returns }) => [attackLabel, returns.mean]);

it('keeps the newest of equal evaluations under the same conditions, the natural one first', () => {
  const joined = bestMeasured([
    evaluation('PGD-50', 3),
    evaluation('PGD-10', 5),
    evaluation('No attack', 20),
    evaluation('PGD-10', 4),
    evaluation('PGD-10', 2, { labels: 'self' }),
    evaluation('No attack', 21, { labels: 'self' }),
  ]);
  expect(means(joined)).toEqual([
    ['No attack', 21],
    ['PGD-10', 4],
    ['PGD-10', 2],
    ['PGD-50', 3],
  ]);
});

it.each([
  ['of fewer episodes', { returns: { mean: 1, episodes: 9 } }],
  ['of episodes cut short', { truncatedEpisodes: 50, returns: { mean: 1, episodes: 50 } }],
  ['that explores', { explorationEpsilon: 0.01, returns: { mean: 1, episodes: 50 } }],
])('does not replace an evaluation by one %s', (_, other) => {
  const [full, lesser] = [evaluation('No attack', 20), evaluation('No attack', 1, other)];
  expect(bestMeasured([full, lesser])).toEqual([full]);
  expect(bestMeasured([lesser, full])).toEqual([full]);
});

it('knows the worst of what both measured, whenever that was', () => {
  const earlier = joinRecords(noRecords, {
    ...noRecords,
    evaluations: [evaluation('PGD-10', 20), evaluation('FGSM', 18)],
  });
  expect(earlier.worstCases).toMatchObject([{ attackLabels: ['FGSM'], returns: { mean: 18 } }]);
  const joined = joinRecords(earlier, { ...noRecords, evaluations: [evaluation('APGD', 3)] });
  expect(joined.worstCases).toMatchObject([{ attackLabels: ['APGD'], returns: { mean: 3 } }]);
  // A run that is taken up twice brings no second attack.
  const single = { ...noRecords, evaluations: [evaluation('PGD-10', 4)] };
  expect(joinRecords(single, single).worstCases).toEqual([]);
  const again = joinRecords(joined, { ...noRecords, evaluations: [evaluation('APGD', 7)] });
  expect(again.worstCases).toMatchObject([{ attackLabels: ['APGD'], returns: { mean: 3 } }]);
});

it('keeps the record of the most states, of equal ones the last', () => {
  const [few, many, again] = [{ states: 4 }, { states: 128 }, { states: 128 }];
  expect(ofMostStates(many, few)).toBe(many);
  expect(ofMostStates(few, many, again)).toBe(again);
  expect(ofMostStates(few, null)).toBe(few);
  expect(ofMostStates(null, null)).toBeNull();
});

import type { EpisodeRecord, EvaluationRecord } from '@a2pd/core';
import { expect, it } from 'vitest';
import { worstCases } from './worst-cases.js';

/** As much of an evaluation as is read. */
function played(attack: Record<string, unknown> | null, returns: Readonly<Record<number, number>>) {
  const summary = { policyName: 'student', attackLabel: String(attack?.name), attack } as EvaluationRecord['summary'];
  const episodes = Object.entries(returns).map(
    ([seed, value]) => ({ seed: Number(seed), return: value, trajectorySha256: `${seed}:${value}` }) as EpisodeRecord,
  );
  return { summary, episodes };
}

const [one, three] = [1 / 255, 3 / 255];
const evaluations = [
  played(null, { 1: 21, 2: 21, 3: 21 }),
  played({ name: 'fgsm', epsilon: one }, { 1: 20, 2: 10, 3: 5 }),
  played({ name: 'pgd', epsilon: one, norm: 'linf' }, { 1: 15, 2: 12, 3: 9 }),
  played({ name: 'apgd', epsilon: three }, { 1: 18, 2: -3 }),
  played({ name: 'fgsm', epsilon: 0.3 }, { 1: -21, 2: -21, 3: -21 }),
  played({ name: 'pgd', epsilon: one, norm: 'l2' }, { 1: -21, 2: -21, 3: -21 }),
];

it('takes each seed’s lowest return, over attacks of the radius or less in L-infinity', () => {
  const [atOne, atThree, ...others] = worstCases(evaluations);
  expect(others).toEqual([]);
  expect(atOne).toMatchObject({ epsilon: one, attackLabels: ['fgsm', 'pgd'] });
  expect(atOne!.returns).toMatchObject({ episodes: 3, mean: (15 + 10 + 5) / 3, min: 5, max: 15 });
  // The third seed was not played by every attack.
  expect(atThree!.returns).toMatchObject({ episodes: 2, distinctEpisodes: 2, mean: (15 - 3) / 2 });
});

it('leaves out what was played under another seed', () => {
  const other = played({ name: 'cw', epsilon: one }, { 7: -21, 8: -21 });
  expect(worstCases([...evaluations, other])[0]).toMatchObject({ epsilon: one, attackLabels: ['fgsm', 'pgd'] });
});

it('makes no ensemble of one attack', () => {
  expect(worstCases(evaluations.slice(0, 2))).toEqual([]);
});

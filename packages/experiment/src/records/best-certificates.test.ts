import type { CertificationRecord, CertifiedPlayLevel, CertifiedPlayRecord } from '@a2pd/core';
import { expect, it } from 'vitest';
import { bestCertification, bestCertifiedPlay } from './best-certificates.js';

const [intervals, crown, alphaCrown] = ['interval bound propagation', 'CROWN', 'α-CROWN'] as const;

function ofStates(method: CertificationRecord['method'], states: number): CertificationRecord {
  return { method, states } as CertificationRecord;
}

it('prefers tighter bounds where the states are about as many, and more states where they are not', () => {
  const [many, some, few] = [ofStates(intervals, 500), ofStates(crown, 250), ofStates(alphaCrown, 100)];
  for (const records of [
    [many, some, few],
    [few, some, many],
  ]) {
    expect(bestCertification(records)).toBe(some);
  }
  expect(bestCertification([ofStates(crown, 249), many])).toBe(many);
  expect(bestCertification([ofStates(crown, 400), some])).toMatchObject({ states: 400 });
  const [first, again] = [ofStates(crown, 250), ofStates(crown, 250)];
  expect(bestCertification([first, again])).toBe(again);
  expect(bestCertification([])).toBeNull();
});

const one = 1 / 255;

function played(
  episodes: number,
  { bounds = ['ibp'], cutEpisodes = 0, epsilons = [one], certifiedReturn = 0, states = 0, explorationEpsilon = 0 } = {},
): CertifiedPlayRecord {
  const search = states > 0 ? { states, completeEpisodes: 0 } : undefined;
  const levels = epsilons.map((epsilon) => ({ epsilon, certifiedReturn, search }));
  return { episodes, bounds, cutEpisodes, explorationEpsilon, levels } as unknown as CertifiedPlayRecord;
}

it.each([
  ['whole games before cut ones', played(4), played(50, { cutEpisodes: 1, bounds: ['ibp', 'crown'] })],
  ['more episodes before tighter bounds', played(50), played(20, { bounds: ['ibp', 'crown'] })],
  [
    'the games of an evaluation before others',
    played(50, { explorationEpsilon: 0.001 }),
    played(50, { bounds: ['ibp', 'crown'] }),
  ],
  ['tighter bounds where the episodes are as many', played(50, { bounds: ['ibp', 'crown'] }), played(50)],
  ['longer searches where the bounds are the same', played(50, { states: 9 }), played(50)],
  ['not what was proved', played(50), played(20, { certifiedReturn: 21 })],
])('chooses certified play by how it was played: %s', (_, better, worse) => {
  expect(bestCertifiedPlay([better, worse])).toEqual([better]);
  expect(bestCertifiedPlay([worse, better])).toEqual([better]);
});

it('keeps for every radius the record that counts for it', () => {
  const many = played(50, { epsilons: [one] });
  const few = played(10, { epsilons: [3 * one, one, 0.1 * one] });
  expect(bestCertifiedPlay([many, few])).toEqual([played(10, { epsilons: [3 * one, 0.1 * one] }), many]);
  const again = played(10, { epsilons: [3 * one], certifiedReturn: 2 });
  expect(bestCertifiedPlay([few, again])).toEqual([played(10, { epsilons: [one, 0.1 * one] }), again]);
  expect(bestCertifiedPlay([])).toEqual([]);
});

it('asks how long a record searched at the radius itself', () => {
  const level = (epsilon: number, states: number) =>
    ({ epsilon, search: { states, completeEpisodes: 0 } }) as CertifiedPlayLevel;
  const short = { ...played(4), levels: [level(one, 1_000), level(3 * one, 100_000)] };
  const long = { ...played(4), levels: [level(one, 50_000)] };
  const best = [{ ...short, levels: [level(3 * one, 100_000)] }, long];
  expect(bestCertifiedPlay([short, long])).toEqual(expect.arrayContaining(best));
  expect(bestCertifiedPlay([long, short])).toEqual(expect.arrayContaining(best));
});

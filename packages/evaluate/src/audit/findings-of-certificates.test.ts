import type { CertificationRecord, CertifiedPlayRecord, ResultRow } from '@a2pd/core';
import { expect, it } from 'vitest';
import { findingsOfCertificates } from './findings-of-certificates.js';

const ofStates = (other: Partial<CertificationRecord> = {}) =>
  ({
    ...{ policyName: 'student', states: 500, episodes: 16, cutEpisodes: 0, distinctShare: 1 },
    ...{ majorityActionShare: 0.5, ...other },
  }) as CertificationRecord;

const ofEpisodes = (other: Partial<CertifiedPlayRecord> = {}) =>
  ({
    ...{ policyName: 'student', episodes: 10, cutEpisodes: 0, agentSteps: 20_000, naturalReturn: 30, ...other },
  }) as CertifiedPlayRecord;

function clean(policyName: string, mean: number, majorityActionShare = 0.5): ResultRow {
  return { summary: { policyName, attack: null, returns: { mean }, majorityActionShare } } as ResultRow;
}

function verdictsOf(
  certifications: readonly CertificationRecord[],
  certifiedPlay: readonly CertifiedPlayRecord[],
  rows: readonly ResultRow[] = [clean('teacher', 31), clean('student', 30)],
) {
  const findings = findingsOfCertificates({ certifications, certifiedPlay, comparison: { rows, randomReturn: 0 } });
  return Object.fromEntries(findings.map(({ id, verdict }) => [id, verdict]));
}

it('finds nothing against the certificates of a policy that plays', () => {
  expect(verdictsOf([ofStates()], [ofEpisodes()])).toEqual({
    ...{ 'certified-constant': 'holds', 'certified-states': 'holds' },
    ...{ 'certified-episodes': 'holds', 'certified-clean-return': 'holds' },
  });
});

it.each<readonly [string, CertificationRecord[], CertifiedPlayRecord[], ResultRow[], string]>([
  ['a constant policy', [ofStates({ majorityActionShare: 1 })], [], [], 'certified-constant'],
  ['a policy that is constant at play', [], [ofEpisodes()], [clean('student', 21, 0.99)], 'certified-constant'],
  ['states of one episode', [ofStates({ episodes: 1 })], [], [], 'certified-states'],
  ['a few states many times over', [ofStates({ distinctShare: 0.01 })], [], [], 'certified-states'],
  ['the beginnings of games', [ofStates({ cutEpisodes: 16 })], [], [], 'certified-states'],
  ['episodes cut short', [], [ofEpisodes({ cutEpisodes: 1 })], [], 'certified-episodes'],
  ['a single episode', [], [ofEpisodes({ episodes: 1 })], [], 'certified-episodes'],
  ['a policy that is stuck', [], [ofEpisodes({ naturalReturn: 2 })], [clean('teacher', 31)], 'certified-clean-return'],
])('flags %s', (_, certifications, certifiedPlay, rows, id) => {
  expect(verdictsOf(certifications, certifiedPlay, rows)).toMatchObject({ [id]: 'flagged' });
});

it('says what nobody measured, and holds nothing against records of old', () => {
  const old = ofStates({ cutEpisodes: null, distinctShare: null, majorityActionShare: null });
  expect(verdictsOf([old], [], [])).toEqual({ 'certified-constant': 'not measured', 'certified-states': 'holds' });
  expect(verdictsOf([{ ...old, episodes: null }], [], [])).toMatchObject({ 'certified-states': 'not measured' });
  expect(verdictsOf([], [ofEpisodes()], [])).toMatchObject({ 'certified-clean-return': 'not measured' });
  // A teacher is not held against itself.
  const teacher = ofEpisodes({ policyName: 'teacher', naturalReturn: 2 });
  expect(verdictsOf([], [teacher])).toMatchObject({ 'certified-clean-return': 'not measured' });
});

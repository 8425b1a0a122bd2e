import type { ReturnStatistics } from '@a2pd/core';
import { expect, it } from 'vitest';
import { exampleInput } from '../testing/report-fixture.js';
import { costAgainstRobustness } from './cost-against-robustness.js';
import type { PaperGameResults, PaperPolicy } from './input.js';

function results(epsilon: number, secondsPerEpoch: number | null): PaperGameResults {
  const example = exampleInput({ game: 'pong' });
  const { rows } = example.comparison;
  const teacher = rows.find(({ summary }) => summary.policyName === 'teacher' && summary.attack === null)!;
  const distillation = { method: 'a2pd', methodLabel: 'A2PD', beta: 0.01, eta: 1, epochPairs: 9000, points: [] };
  const shared = {
    teacherName: null,
    isSmallNetwork: false,
    scaledDown: null,
    note: null,
    manifestSha256: '',
    sourceCommit: '',
  };
  const policies: PaperPolicy[] = [
    { ...shared, policyName: 'teacher', source: 'zoo:pong/teacher', distillation: null },
    {
      ...shared,
      policyName: 'student',
      teacherName: 'teacher',
      source: 'zoo:pong/student',
      distillation: { ...distillation, secondsPerEpoch },
    },
  ];
  const returns: ReturnStatistics = { ...teacher.summary.returns, mean: -10 };
  return {
    ...example,
    comparison: {
      ...example.comparison,
      rows: [{ ...teacher, summary: { ...teacher.summary, returns: { ...returns, mean: 20 } } }],
      randomReturn: -20,
    },
    policies,
    worstCases: [{ policyName: 'student', epsilon, attackLabels: ['PGD-10'], returns }],
  };
}

it('sets what a student keeps of its teacher’s return beside the seconds of as many pairs as the paper’s epoch', async () => {
  const figure = await costAgainstRobustness([results(1 / 255, 2)]);
  // (-10 + 20) / (20 + 20) of the return, 2 s for 9,000 pairs.
  expect(figure?.svg).toMatch(
    /aria-label="seconds for 9e4 pairs: 20; kept of the teacher’s return \(%\): 25; method: A2PD; game: Pong/,
  );
});

it('leaves out a student whose teacher is not known', async () => {
  const game = results(1 / 255, 2);
  const policies = game.policies.map((policy) => ({ ...policy, teacherName: null }));
  expect(await costAgainstRobustness([{ ...game, policies }])).toBeNull();
});

it('counts of what a student’s own teacher scores', async () => {
  const game = results(1 / 255, 2);
  const [teacher, student] = game.policies as [PaperPolicy, PaperPolicy];
  const [row] = game.comparison.rows;
  const better = { ...row!.summary, policyName: 'teacher-pqn', returns: { ...row!.summary.returns, mean: 180 } };
  const figure = await costAgainstRobustness([
    {
      ...game,
      comparison: { ...game.comparison, rows: [...game.comparison.rows, { ...row!, summary: better }] },
      policies: [teacher, { ...teacher, policyName: 'teacher-pqn' }, { ...student, teacherName: 'teacher-pqn' }],
    },
  ]);
  // (-10 + 20) / (180 + 20)
  expect(figure?.svg).toContain('kept of the teacher’s return (%): 5;');
});

it('is none without a time, or without an attack at 1/255', async () => {
  expect(await costAgainstRobustness([results(1 / 255, null)])).toBeNull();
  expect(await costAgainstRobustness([results(3 / 255, 2)])).toBeNull();
});

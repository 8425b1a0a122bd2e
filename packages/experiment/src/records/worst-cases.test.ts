import type { EpisodeRecord, EvaluationRecord, EvaluationSummary } from '@a2pd/core';
import { expect, it } from 'vitest';
import { worstCases, worstCasesOf } from './worst-cases.js';

/** As much of an evaluation as is read. */
function played(
  attack: Record<string, unknown> | null,
  returns: Readonly<Record<number, number>>,
  cut: Partial<
    Pick<EvaluationSummary, 'truncatedEpisodes' | 'cutEpisodes' | 'frames' | 'strikes' | 'explorationEpsilon'>
  > = {},
) {
  const all = Object.values(returns);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const summary = {
    ...{
      policyName: 'student',
      attackLabel: String(attack?.name),
      attack,
      strikes: null,
      target: null,
      truncatedEpisodes: 0,
      cutEpisodes: null,
      frames: 0,
      explorationEpsilon: 0.001,
      ...cut,
    },
    returns: { mean, episodes: all.length },
  } as EvaluationRecord['summary'];
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
  const [atOne, atThree, ...others] = worstCasesOf(evaluations);
  expect(others).toEqual([]);
  expect(atOne).toMatchObject({ epsilon: one, attackLabels: ['fgsm', 'pgd'] });
  expect(atOne!.returns).toMatchObject({ episodes: 3, mean: (15 + 10 + 5) / 3, min: 5, max: 15 });
  // The third seed was not played by every attack.
  expect(atThree).toMatchObject({ epsilon: three, attackLabels: ['fgsm', 'pgd', 'apgd'] });
  expect(atThree!.returns).toMatchObject({ episodes: 2, distinctEpisodes: 2, mean: (15 - 3) / 2 });
});

it('leaves out an attack on some of the states', () => {
  const timed = played({ name: 'cw', epsilon: one }, { 1: -21, 2: -21, 3: -21 }, { strikes: { every: 2 } });
  expect(worstCasesOf([...evaluations, timed])).toEqual(worstCasesOf(evaluations));
});

it('knows an attack away from the own action again, whether there was a teacher or not', () => {
  const own = (attackLabel: string) => {
    const { summary, episodes } = played({ name: 'pgd', epsilon: one }, { 1: 3, 2: 2, 3: 1 });
    return { summary: { ...summary, labels: 'self' as const, attackLabel }, episodes };
  };
  expect(worstCasesOf([own('PGD-10'), own('PGD-10, own labels')])).toEqual([]);
  expect(worstCasesOf([own('PGD-10'), own('PGD-50, own labels')])).toMatchObject([{ returns: { mean: 2 } }]);
});

it('leaves out what random actions have lost', () => {
  const wild = played({ name: 'noise', epsilon: one }, { 1: -21, 2: -21, 3: -21 }, { explorationEpsilon: 1 });
  expect(worstCasesOf([...evaluations, wild])).toEqual(worstCasesOf(evaluations));
});

it('leaves out what random actions have lost, also where they were in every attack of one set', () => {
  const wild = worstCasesOf(
    ['noise', 'fgsm'].map((name) => played({ name, epsilon: one }, { 1: 0, 2: 0 }, { explorationEpsilon: 0.5 })),
  );
  expect(wild[0]).toMatchObject({ explorationEpsilon: 0.5, returns: { mean: 0 } });
  const usual = worstCasesOf(evaluations);
  const summaries = evaluations.map(({ summary }) => summary);
  expect(worstCases(summaries, [...wild, ...usual])).toEqual(worstCases(summaries, usual));
});

it('is not hidden by an attack of few episodes', () => {
  const brief = played({ name: 'apgd', epsilon: one }, { 1: 19 });
  // Together they leave 15 on the seed they share; those that played all seeds leave 10.
  expect(worstCasesOf([...evaluations, brief])[0]).toMatchObject({
    attackLabels: ['fgsm', 'pgd'],
    returns: { mean: 10 },
  });
});

it('is never above the lowest attack alone, also of one whose episodes are gone', () => {
  const gone = played({ name: 'cw', epsilon: one }, { 1: 2, 4: 0 }).summary;
  const known = worstCasesOf(evaluations);
  const [atOne, atThree] = worstCases([...evaluations.map(({ summary }) => summary), gone], known);
  expect(atOne).toMatchObject({ attackLabels: ['cw'], returns: { mean: 1, episodes: 2 } });
  expect(atThree).toMatchObject({ attackLabels: ['cw'], returns: { mean: 1 } });
});

it('is of whole games where there are any, and says where there are none', () => {
  const brief = (name: string) => played({ name, epsilon: one }, { 1: 0, 2: 0, 3: 0 }, { truncatedEpisodes: 3 });
  expect(worstCasesOf([...evaluations, brief('cw'), brief('dlr')])[0]).toMatchObject({ returns: { mean: 10 } });
  expect(worstCasesOf([...evaluations, brief('cw'), brief('dlr')])[0]).not.toHaveProperty('isCutShort');
  expect(worstCasesOf([brief('cw'), brief('dlr')])[0]).toMatchObject({ returns: { mean: 0 }, isCutShort: true });
});

it('knows few cut games among many whole ones', () => {
  const few = { truncatedEpisodes: 1, cutEpisodes: 1, frames: 3 * 108_000 };
  const stuck = played({ name: 'cw', epsilon: one }, { 1: 0, 2: 21, 3: 21 }, few);
  expect(worstCasesOf([...evaluations, stuck])[0]).toEqual(worstCasesOf(evaluations)[0]);
});

it('takes a game as long as ALE allows for a whole one', () => {
  const cut = { truncatedEpisodes: 3, frames: 3 * 108_000 };
  const stuck = played({ name: 'cw', epsilon: one }, { 1: 0, 2: 0, 3: 0 }, cut);
  expect(worstCasesOf([...evaluations, stuck])[0]!.returns.mean).toBe(0);
});

it('leaves out what was played under another seed, but for its own mean', () => {
  const other = played({ name: 'cw', epsilon: one }, { 7: 18, 8: 18 });
  expect(worstCasesOf([...evaluations, other])[0]).toMatchObject({ epsilon: one, attackLabels: ['fgsm', 'pgd'] });
});

it('is over both labels, and says which were tried', () => {
  const by = (labels: 'teacher' | 'self', returns: Record<number, number>, name = 'pgd') => {
    const { summary, episodes } = played({ name, epsilon: one }, returns);
    return { summary: { ...summary, labels, teacherAgreement: 0.6 }, episodes };
  };
  // Where policy and teacher disagree, an attack away from the teacher's action changes nothing.
  const [teachers, more, own] = [
    by('teacher', { 1: 21, 2: 21 }),
    by('teacher', { 1: 20, 2: 21 }, 'cw'),
    by('self', { 1: 0, 2: 2 }),
  ];
  expect(worstCasesOf([teachers, more])).toMatchObject([{ returns: { mean: 20.5 }, labels: ['teacher'] }]);
  expect(worstCasesOf([teachers, more, own])).toMatchObject([{ returns: { mean: 1 }, labels: ['teacher', 'self'] }]);
  // The teacher's own action is the teacher's.
  const ofTeacher = { ...teachers.summary, teacherAgreement: 1 };
  expect(worstCases([ofTeacher, { ...ofTeacher, attackLabel: 'cw' }], [])).toMatchObject([
    { labels: ['teacher', 'self'] },
  ]);
});

it('names the more attacks where they leave no less than fewer that were known', () => {
  const [, fgsm, pgd] = evaluations;
  const third = played({ name: 'noise', epsilon: one }, { 1: 21, 2: 21 });
  const [known] = worstCasesOf([fgsm!, pgd!]);
  const [more] = worstCasesOf([fgsm!, pgd!, third]);
  expect(more!.returns.mean).toBe(known!.returns.mean);
  for (const order of [
    [known!, more!],
    [more!, known!],
  ]) {
    expect(worstCases([], order)).toMatchObject([{ attackLabels: more!.attackLabels }]);
  }
});

it('is of the same attacks over the most episodes, not of the luck of fewer', () => {
  const [, fgsm, pgd] = evaluations;
  const [many] = worstCasesOf([fgsm!, pgd!]);
  const few = { ...many!, returns: { ...many!.returns, episodes: 2, mean: 1 } };
  for (const known of [
    [few, many!],
    [many!, few],
  ]) {
    expect(worstCases([], known)).toMatchObject([{ returns: { episodes: 3, mean: 10 } }]);
  }
  // Fewer episodes of an attack that the others do not have are another matter.
  const other = { ...few, attackLabels: ['pgd', 'square'] };
  expect(worstCases([], [many!, other])).toMatchObject([{ attackLabels: ['pgd', 'square'], returns: { mean: 1 } }]);
});

it('makes no ensemble of one attack, however often it was played', () => {
  expect(worstCasesOf(evaluations.slice(0, 2))).toEqual([]);
  const [, fgsm, pgd] = evaluations;
  const again = played({ name: 'fgsm', epsilon: one }, { 1: 19, 2: 11, 3: 5 });
  expect(worstCasesOf([fgsm!, fgsm!, again])).toEqual([]);
  expect(worstCases([fgsm!.summary, fgsm!.summary], [])).toEqual([]);
  expect(worstCasesOf([fgsm!, again, pgd!])).toMatchObject([{ attackLabels: ['fgsm', 'pgd'], returns: { mean: 10 } }]);
});

import type { EvaluationSummary } from '@a2pd/core';
import { describe, expect, it } from 'vitest';
import { compareEvaluations } from './compare.js';

type Changes = Omit<Partial<EvaluationSummary>, 'returns'> & { mean?: number };

function summary({ mean = 10, ...changes }: Changes = {}): EvaluationSummary {
  return {
    policyName: 'student',
    attackLabel: 'No attack',
    attack: null,
    attackModel: null,
    labels: 'self',
    perturbFrames: 'all',
    quantise: false,
    strikes: null,
    target: null,
    explorationEpsilon: 0,
    returns: {
      episodes: 50,
      distinctEpisodes: 30,
      mean,
      standardDeviation: 1,
      min: mean - 2,
      max: mean + 2,
      interquartileMean: mean,
      interquartileMeanInterval95: [mean - 0.5, mean + 0.5],
      bootstrapResamples: 2000,
    },
    truncatedEpisodes: 0,
    cutEpisodes: 0,
    agentSteps: 1000,
    frames: 4000,
    attackedStates: null,
    attackedShare: null,
    cleanPrescriptionGap: 0.5,
    attackedPrescriptionGap: null,
    teacherPrescriptionGap: 0.1,
    actionFlipRate: null,
    attackSuccessRate: null,
    targetRate: null,
    cleanTargetRate: null,
    teacherAgreement: 0.9,
    attackedTeacherAgreement: null,
    teacherScoreLoss: 0,
    flipScoreLoss: null,
    maxPerturbation: null,
    majorityActionShare: 0.4,
    teacherMajorityActionShare: 0.4,
    teacherKappa: 0.85,
    zeroGradientShare: 0,
    tinyGradientShare: 0,
    meanGradientNorm: 0.1,
    ...changes,
  };
}

function attacked(
  name: string,
  greyLevels: number,
  actionFlipRate: number,
  changes: Changes & { steps?: number } = {},
) {
  const { steps, ...rest } = changes;
  const epsilon = greyLevels / 255;
  const attack = { name, epsilon, ...(name === 'pgd' ? { steps: steps ?? 10, norm: 'linf' } : {}) };
  return summary({ attackLabel: `${name} ${steps ?? ''}`, attack, actionFlipRate, maxPerturbation: epsilon, ...rest });
}

function verdicts(summaries: readonly EvaluationSummary[]) {
  const { findings } = compareEvaluations(summaries);
  return Object.fromEntries(findings.map((finding) => [finding.check, finding.verdict]));
}

const sound = [summary(), attacked('noise', 3, 0.02), attacked('fgsm', 3, 0.2), attacked('pgd', 3, 0.3, { mean: 7 })];

describe('compareEvaluations', () => {
  it('sets each evaluation beside its own policy’s natural one', () => {
    const teacher = summary({ policyName: 'teacher', mean: 20 });
    const struck = attacked('pgd', 3, 0.9, { policyName: 'teacher', mean: 5 });
    const { rows } = compareEvaluations([...sound, teacher, struck], { randomReturn: 2 });
    expect(rows.map((row) => row.relativeRobustnessPercent)).toEqual([null, 100, 100, 70, null, 25]);
    expect(rows.map((row) => row.normalisedRobustnessPercent?.toFixed(1))).toEqual([
      undefined,
      '100.0',
      '100.0',
      '62.5',
      undefined,
      '16.7',
    ]);
    expect(rows.map((row) => row.worstAttack)).toEqual([false, false, false, true, false, true]);
  });

  it('names no attack on some of the states as the worst', () => {
    const timed = attacked('pgd', 3, 0.9, { mean: -20, strikes: { every: 2 } });
    const { rows } = compareEvaluations([...sound, timed]);
    expect(rows.map((row) => row.worstAttack)).toEqual([false, false, false, true, false]);
    expect(rows.at(-1)!.relativeRobustnessPercent).toBe(-200);
  });

  it('sets no random actions and no cut games beside an attack', () => {
    const explored = attacked('noise', 3, 0.02, { mean: -20, explorationEpsilon: 1 });
    const cut = attacked('fgsm', 3, 0.2, { mean: 1, cutEpisodes: 50 });
    const { rows } = compareEvaluations([...sound, explored, cut]);
    expect(rows.map((row) => row.worstAttack)).toEqual([false, false, false, true, false, false]);
    expect(rows.slice(4).map((row) => row.relativeRobustnessPercent)).toEqual([null, null]);
    // Fewer random actions, not the attack, have raised this return.
    const helped = attacked('pgd', 3, 0.3, { mean: 30, explorationEpsilon: 0.001 });
    const { findings } = compareEvaluations([summary({ explorationEpsilon: 1 }), helped]);
    expect(findings.find(({ id }) => id === 'returns')?.verdict).toBe('not measured');
    // Alone they are what there is.
    expect(compareEvaluations([summary(), cut]).rows.map((row) => row.worstAttack)).toEqual([false, true]);
  });

  it('refuses an option that it does not know', () => {
    expect(() => compareEvaluations([summary()], { randomreturn: 2 } as object)).toThrow(/did you mean randomReturn/);
  });

  it('gives no robustness without a natural evaluation', () => {
    const [row] = compareEvaluations([attacked('pgd', 3, 0.3)], { randomReturn: 0 }).rows;
    expect(row).toMatchObject({
      relativeRobustnessPercent: null,
      normalisedRobustnessPercent: null,
      worstAttack: true,
    });
  });
});

describe('findings', () => {
  it('lets sound figures pass', () => {
    const withLadder = [...sound, attacked('pgd', 3, 0.32, { steps: 50, mean: 7 })];
    const besideTeacher = [
      summary({ policyName: 'teacher', mean: 10.2 }),
      attacked('pgd', 3, 0, { labels: 'teacher' }),
    ];
    expect(new Set(Object.values(verdicts([...withLadder, ...besideTeacher])))).toEqual(new Set(['holds']));
  });

  it('are only of policies that were attacked', () => {
    expect(compareEvaluations([summary()]).findings).toEqual([]);
  });

  it.each([
    ['The policy is not constant', summary({ majorityActionShare: 1 }), []],
    ['The policy is not constant', summary({ majorityActionShare: 0.96 }), []],
    ['Agreement with the teacher is well above chance', summary({ teacherKappa: 0.15 }), []],
    ['Agreement with the teacher is well above chance', summary({ teacherMajorityActionShare: 0.99 }), []],
    ['Input gradients are there to attack with', summary({ tinyGradientShare: 0.4 }), []],
    ['PGD flips at least as many actions as FGSM, and FGSM as noise', summary(), [attacked('fgsm', 3, 0.5)]],
    ['More PGD steps change little', summary(), [attacked('pgd', 3, 0.5, { steps: 50 })]],
    ['No attack raises the return much', summary(), [attacked('pgd', 1, 0.1, { mean: 12 })]],
    ['Perturbations stay within their bounds', summary(), [attacked('fgsm', 3, 0.25, { maxPerturbation: 4 / 255 })]],
  ])('flags: %s', (check, natural, more) => {
    expect(verdicts([natural, ...sound.slice(1), ...more])[check]).toBe('flagged');
  });

  it('takes a game that goes a little better under an attack for no masked gradient', () => {
    const better = [summary(), ...sound.slice(1), attacked('pgd', 1, 0.1, { mean: 10.9 })];
    expect(better[0]!.returns.mean).toBe(10);
    expect(
      verdicts(
        better.map((each, i) =>
          i === 0 ? { ...each, returns: { ...each.returns, interquartileMeanInterval95: [9.9, 10.1] } } : each,
        ),
      )['No attack raises the return much'],
    ).toBe('holds');
  });

  it.each<[string, Partial<EvaluationSummary>]>([
    ['another policy’s gradients', { attackModel: 'teacher' }],
    ['another norm', { attack: { name: 'pgd', epsilon: 3 / 255, steps: 50, norm: 'l2' } }],
    ['a random start', { attack: { name: 'pgd', epsilon: 3 / 255, steps: 50, randomStart: true } }],
    ['restarts', { attack: { name: 'pgd', epsilon: 3 / 255, steps: 50, restarts: 5 } }],
    ['another step', { attack: { name: 'pgd', epsilon: 3 / 255, steps: 50, stepSize: 1 / 255 } }],
    ['the newest frame', { perturbFrames: 'newest' }],
    ['whole grey levels', { quantise: true }],
    ['other labels', { labels: 'teacher' }],
  ])('do not set attacks of %s beside others', (_, changes) => {
    // Weaker than FGSM and than PGD-10: flagged if it were compared with either.
    const different = summary({ attackLabel: 'PGD-50', actionFlipRate: 0.05, ...changes });
    const attack = different.attack ?? { name: 'pgd', epsilon: 3 / 255, steps: 50, norm: 'linf' };
    const found = verdicts([...sound, { ...different, attack }]);
    expect(found['PGD flips at least as many actions as FGSM, and FGSM as noise']).toBe('holds');
    expect(found['More PGD steps change little']).toBe('not measured');
  });

  it('says what was not measured', () => {
    const blind = {
      teacherAgreement: null,
      teacherMajorityActionShare: null,
      teacherKappa: null,
      zeroGradientShare: null,
      tinyGradientShare: null,
    };
    const found = verdicts([attacked('pgd', 3, 0.3, blind)]);
    expect(Object.values(found).filter((verdict) => verdict === 'not measured')).toHaveLength(7);
  });

  it.each([
    [9, 20, 0, 'flagged'],
    [17, 20, 0, 'holds'],
    [19.3, 20, 19, 'holds'], // within the intervals
    [-20, 20, -21, 'flagged'],
    [10, 1, 2, 'not measured'], // a teacher below the random agent
  ])(
    'set a clean return of %d beside the teacher’s %d, from the random agent’s %d: %s',
    (mean, of, random, verdict) => {
      const teacher = summary({ policyName: 'teacher', mean: of });
      const { findings } = compareEvaluations([summary({ mean }), ...sound.slice(1), teacher], {
        randomReturn: random,
      });
      expect(findings.find(({ id }) => id === 'clean-return')).toMatchObject({ policyName: 'student', verdict });
    },
  );

  it('say by whose label a policy was attacked', () => {
    const labels = (...more: EvaluationSummary[]) =>
      compareEvaluations([summary({ teacherAgreement: 0.6 }), ...more]).findings.find(({ id }) => id === 'labels');
    const [byTeacher, byOwn] = [attacked('pgd', 1, 0, { labels: 'teacher' }), attacked('pgd', 1, 0.5)];
    expect(labels(byTeacher)).toMatchObject({
      verdict: 'not measured',
      detail: 'the teacher’s alone was tried; the two differ in 40.0% of the steps',
    });
    expect(labels(byTeacher, byOwn)).toMatchObject({ verdict: 'holds' });
    // It climbs what the teacher would lose, whosever label it is given.
    expect(labels(byTeacher, attacked('minq', 1, 0.5))).toMatchObject({ verdict: 'not measured' });
    expect(labels(attacked('pgd', 1, 0.5, { labels: 'teacher', teacherAgreement: 1 }))).toMatchObject({
      verdict: 'holds',
    });
  });

  it('do not ask for more agreement than the most frequent action has, only for more than chance', () => {
    // As a student of Freeway whose classes were balanced: wrong in other states than a constant policy.
    const natural = summary({ teacherMajorityActionShare: 0.81, teacherAgreement: 0.78, teacherKappa: 0.48 });
    const check = 'Agreement with the teacher is well above chance';
    expect(verdicts([natural, ...sound.slice(1)])[check]).toBe('holds');
  });
});

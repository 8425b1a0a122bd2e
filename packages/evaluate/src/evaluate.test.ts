import { type Attack, createAttack } from '@a2pd/attack';
import { A2pdError, type EpisodeRecord, type VectorEnvironment } from '@a2pd/core';
import { type Model, numTensors, tf } from '@a2pd/tensor';
import { afterAll, describe, expect, it } from 'vitest';
import { EpisodeTally } from './episode-tally.js';
import { type Evaluation, evaluate } from './evaluate.js';
import type { EvaluateOptions } from './options.js';
import { ClipRecorder } from './recorder.js';
import { BandsGame, bandsModel, brightLevel, dimLevel, episodeSteps } from './testing/bands-game.js';

const policy = bandsModel();
const seeds = [3, 10, 4, 8, 21, 6, 7];
const totalSteps = seeds.reduce((sum, seed) => sum + episodeSteps(seed), 0);
/** Two bands differ by 10 levels; pushing one up and the other down needs 5 levels to draw level. */
const flippingLevels = (brightLevel - dimLevel) / 2;

afterAll(() => policy.dispose());

function play(options: Partial<EvaluateOptions> = {}) {
  return evaluate({ environment: new BandsGame(3), policy, seeds, explorationEpsilon: 0, ...options });
}

function withoutSeconds({ seconds: _, ...record }: EpisodeRecord) {
  return record;
}

function pgd(levels: number) {
  return { name: 'pgd', epsilon: levels / 255, steps: 4 } as const;
}

describe('without an attack', () => {
  it('plays every seed once and sums raw rewards', async () => {
    const finished: number[] = [];
    const { episodes, summary } = await play({ onEpisode: (record) => finished.push(record.seed) });
    expect(episodes.map((episode) => episode.seed)).toEqual(seeds);
    expect([...finished].sort()).toEqual([...seeds].sort());
    expect(episodes.map((episode) => episode.return)).toEqual(seeds.map(episodeSteps));
    expect(episodes.map((episode) => episode.agentSteps)).toEqual(seeds.map(episodeSteps));
    expect(episodes[0]).toMatchObject({ aleSeed: 10, noops: 2, terminated: false, truncated: true, frames: 28 });
    expect(episodes[1]).toMatchObject({ terminated: true, truncated: false });
    expect(summary).toMatchObject({
      attackLabel: 'No attack',
      attack: null,
      agentSteps: totalSteps,
      policyName: 'bands',
    });
    expect(summary.returns).toMatchObject({ episodes: 7, distinctEpisodes: 7, min: 4, max: 8 });
    // Odd seeds end by truncation in this game.
    expect(summary).toMatchObject({ truncatedEpisodes: 3, cutEpisodes: 0 });
    expect(summary.actionFlipRate).toBeNull();
  });

  it('measures the prescription gap of Fig. 6', async () => {
    const { summary } = await play();
    // Logits of (110, 100, 100) levels at scale 100.
    const [best, other] = [Math.exp((100 * brightLevel) / 255), Math.exp((100 * dimLevel) / 255)];
    expect(summary.cleanPrescriptionGap).toBeCloseTo((best - other) / (best + 2 * other), 4);
  });

  it('counts episodes that are the same only once', async () => {
    const { summary } = await play({ seeds: [5, 5, 6] });
    expect(summary.returns).toMatchObject({ episodes: 3, distinctEpisodes: 2 });
  });

  it('cuts episodes at maxEpisodeAgentSteps', async () => {
    const { episodes } = await play({ maxEpisodeAgentSteps: 5 });
    const cut = episodes.filter((episode) => episodeSteps(episode.seed) > 5);
    expect(cut.length).toBeGreaterThan(0);
    for (const episode of cut) expect(episode).toMatchObject({ agentSteps: 5, truncated: true, terminated: false });
  });

  it('cuts episodes in which maxScorelessAgentSteps on end scored nothing', async () => {
    const never = bandsModel({ shift: 1 });
    const { episodes } = await play({ policy: never, explorationEpsilon: 0, maxScorelessAgentSteps: 4 });
    const cut = episodes.filter((episode) => episodeSteps(episode.seed) > 4);
    expect(cut.length).toBeGreaterThan(0);
    for (const episode of cut) expect(episode).toMatchObject({ agentSteps: 4, truncated: true, terminated: false });
    // Those that score go on.
    const whole = await play({ maxScorelessAgentSteps: 4 });
    expect(whole.episodes.map(({ agentSteps }) => agentSteps)).toEqual(seeds.map(episodeSteps));
    await expect(play({ maxScorelessAgentSteps: 0 })).rejects.toThrow(/maxScorelessAgentSteps of at least 1/);
  });

  it('counts the steps on end without a reward', async () => {
    const longest = ({ episodes }: Evaluation) => episodes.map((episode) => episode.longestScorelessAgentSteps);
    expect(longest(await play())).toEqual(seeds.map(() => 0));
    const wrong = bandsModel({ shift: 1 });
    expect(longest(await play({ policy: wrong }))).toEqual(seeds.map(episodeSteps));
    wrong.dispose();
    const tally = new EpisodeTally(0, { seed: 1, aleSeed: 8, noops: 2 }, 3);
    for (const reward of [0, 0, 1, 0, 0, 0, -1, 0]) tally.settle(reward, 0);
    expect(tally.state().scoreless).toEqual({ now: 1, longest: 3 });
  });

  it('compares with a teacher on the same states', async () => {
    const teacher = bandsModel({ name: 'shifted', shift: 1, scale: 10 });
    const { summary } = await play({ teacher });
    expect(summary.teacherAgreement).toBe(0);
    // The teacher scores the policy's action 10 levels below its own, at scale 10.
    expect(summary.teacherScoreLoss).toBeCloseTo((10 * (brightLevel - dimLevel)) / 255, 4);
    expect(summary.labels).toBe('teacher');
    expect(summary.flipScoreLoss).toBeNull();
    teacher.dispose();
  });
});

describe('under attack', () => {
  it('keeps its actions while the perturbation is too small to change them', async () => {
    const { summary } = await play({ attack: pgd(flippingLevels - 1) });
    expect(summary).toMatchObject({ actionFlipRate: 0, attackSuccessRate: 0, attackLabel: 'PGD-4 (ε = 4/255)' });
    expect(summary.returns.mean).toBeCloseTo(totalSteps / seeds.length);
    expect(summary.maxPerturbation).toBeCloseTo(4 / 255, 6);
    expect(summary.attackedPrescriptionGap!).toBeGreaterThan(0);
    expect(summary.attackedPrescriptionGap!).toBeLessThan(summary.cleanPrescriptionGap);
  });

  it('loses them all once it is large enough', async () => {
    const { summary } = await play({ attack: pgd(flippingLevels + 1) });
    expect(summary).toMatchObject({ actionFlipRate: 1, attackSuccessRate: 1 });
    expect(summary.returns.max).toBe(0);
    expect(summary.attackedPrescriptionGap!).toBeLessThan(0);
  });

  it('pushes away from the teacher’s action when told so', async () => {
    const teacher = bandsModel({ shift: 1 });
    const { summary } = await play({ teacher, labels: 'teacher', attack: pgd(2) });
    // The policy never agrees with this teacher, so every label is left from the start and no action need change.
    expect(summary).toMatchObject({ attackSuccessRate: 1, actionFlipRate: 0, attackedTeacherAgreement: 0 });
    teacher.dispose();
  });

  it('weighs flips by what they cost the teacher', async () => {
    const teacher = bandsModel({ name: 'same, at scale 10', scale: 10 });
    const { summary } = await play({ teacher, attack: pgd(flippingLevels + 1) });
    // Every action falls, from the bright band to a dim one.
    expect(summary.actionFlipRate).toBe(1);
    expect(summary.flipScoreLoss).toBeCloseTo((10 * (brightLevel - dimLevel)) / 255, 4);
    teacher.dispose();
  });

  it('follows the gradients of another model in a transfer attack', async () => {
    const blind = bandsModel({ olderWeight: 1 });
    const transfer = { attack: pgd(flippingLevels + 1), attackModel: blind, attackModelName: 'blind' };
    const { summary } = await play(transfer);
    expect(summary.actionFlipRate!).toBeGreaterThan(0);
    expect(summary).toMatchObject({ attackLabel: 'PGD-4 (ε = 6/255), made on blind', attackModel: 'blind' });
    blind.dispose();
  });

  it('takes an attack that the caller made, as it is, and leaves it to the caller', async () => {
    const own = createAttack(pgd(flippingLevels + 1), policy);
    const byObject = await play({ attack: own });
    const byName = await play({ attack: pgd(flippingLevels + 1) });
    expect(byObject.summary).toEqual(byName.summary);
    expect((await play({ attack: own })).episodes.map(withoutSeconds)).toEqual(byObject.episodes.map(withoutSeconds));
    own.dispose();
    expect(byObject.summary.attack).toMatchObject({ name: 'pgd', epsilon: 6 / 255, randomStart: false });
  });

  it('takes an attack written by hand, under its own label', async () => {
    const black: Attack = {
      ...{ name: 'blackout', label: 'Blackout', config: { level: 0 }, knows: 'nothing' },
      perturb: (input) => tf.zerosLike(input),
      dispose() {},
    };
    const { summary } = await play({ attack: black, perturbFrames: 'newest' });
    expect(summary).toMatchObject({ attackLabel: 'Blackout, newest frame', attack: { name: 'blackout', level: 0 } });
    expect(summary.actionFlipRate!).toBeGreaterThan(0.3);
    const cut: Attack = { ...black, perturb: (input) => tf.slice(input, 0, 1) };
    await expect(play({ attack: cut })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('leads to an action instead of away from one, and counts both', async () => {
    const attack = pgd(flippingLevels + 1);
    const { summary, episodes } = await play({ attack, target: 2 });
    expect(summary).toMatchObject({ target: 2, targetRate: 1, attackSuccessRate: null, labels: 'self' });
    expect(summary.attackLabel).toBe('PGD-4 (ε = 6/255), towards action 2');
    const bright = episodes.reduce((sum, { actionCounts }) => sum + actionCounts[2]!, 0);
    expect(summary.cleanTargetRate).toBeCloseTo(bright / totalSteps, 10);
    expect(summary.actionFlipRate).toBeCloseTo(1 - bright / totalSteps, 10);
    const worst = await play({ attack, target: 'worst', targetName: 'the worst' });
    expect(worst.summary).toMatchObject({ target: 'worst', targetRate: 1, cleanTargetRate: 0, actionFlipRate: 1 });
    const teacher = bandsModel({ shift: 1 });
    expect((await play({ attack, target: 2, teacher })).summary.attackLabel).toBe(summary.attackLabel);
    teacher.dispose();
    expect((await play({ target: 2 })).summary).toMatchObject({ target: null, targetRate: null });
  });

  it('leads in each state to what an adversary chooses there', async () => {
    const attack = pgd(flippingLevels + 1);
    const adversary = { ...bandsModel({ shift: 1 }), name: 'the hunter' };
    const { summary, episodes } = await play({ attack, target: adversary });
    expect(summary).toMatchObject({ target: 'adversary', targetRate: 1, cleanTargetRate: 0, actionFlipRate: 1 });
    expect(summary.attackLabel).toBe('PGD-4 (ε = 6/255), towards what the hunter chooses');
    expect(episodes.map((episode) => episode.return)).toEqual(seeds.map(() => 0));
    // Too weak, it changes nothing; of the policy itself, it wishes nothing else.
    expect((await play({ attack: pgd(flippingLevels - 1), target: adversary })).summary.targetRate).toBe(0);
    expect((await play({ attack, target: policy })).summary).toMatchObject({ targetRate: 1, actionFlipRate: 0 });
    const other = { ...adversary, numActions: 2 };
    await expect(play({ attack, target: other })).rejects.toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT' });
    adversary.dispose();
  });

  it('stays in whole pixel levels and within the ball when quantised', async () => {
    const recorder = new ClipRecorder();
    await play({ attack: pgd(3.6), quantise: true, recorder, seeds: [4] });
    for (const { perturbation, perturbationUnit } of recorder.clip()!.steps) {
      const levels = Array.from(perturbation!, (value) => value * perturbationUnit * 255);
      expect(Math.max(...levels.map(Math.abs))).toBeCloseTo(3, 4);
      expect(Math.max(...levels.map((level) => Math.abs(level - Math.round(level))))).toBeLessThan(0.02);
    }
  });

  it('perturbs only the newest frame when history is kept', async () => {
    const watchful = bandsModel({ olderWeight: 0.05 });
    const attack = pgd(flippingLevels + 2);
    const all = await play({ policy: watchful, attack });
    const newest = await play({ policy: watchful, attack, perturbFrames: 'newest' });
    expect(newest.summary.maxPerturbation).toBeCloseTo((flippingLevels + 2) / 255, 5);
    expect(newest.summary.actionFlipRate!).toBeGreaterThan(0);
    expect(newest.summary.actionFlipRate!).toBeLessThanOrEqual(all.summary.actionFlipRate!);
    watchful.dispose();
  });
});

describe('repetition', () => {
  it('gives an episode the same record in any number of environments', async () => {
    const play = async (numEnvironments: number): Promise<readonly EpisodeRecord[]> => {
      const environment = new BandsGame(numEnvironments);
      const options = { environment, policy, seeds, explorationEpsilon: 0.3, gradientProbePeriodAgentSteps: 0 };
      return (await evaluate({ ...options, attack: pgd(4) })).episodes;
    };
    const alone = await play(1);
    for (const numEnvironments of [2, 5, 16]) {
      (await play(numEnvironments)).forEach((record, i) => {
        const { cleanPrescriptionGap, attackedPrescriptionGap, maxPerturbation, seconds: _, ...exact } = record;
        expect(alone[i]).toMatchObject(exact);
        expect(cleanPrescriptionGap).toBeCloseTo(alone[i]!.cleanPrescriptionGap, 4);
      });
    }
  });

  it('keeps no tensor', async () => {
    await play({ attack: pgd(2) });
    const before = numTensors();
    await play({ attack: pgd(2) });
    expect(numTensors()).toBe(before);
  });
});

describe('gradient probe', () => {
  it('finds the gradients of a policy that has some', async () => {
    const { summary } = await play({ gradientProbePeriodAgentSteps: 1 });
    expect(summary).toMatchObject({ zeroGradientShare: 0, tinyGradientShare: 0 });
    expect(summary.meanGradientNorm!).toBeGreaterThan(0);
  });

  it('finds none where the softmax is saturated', async () => {
    const saturated = bandsModel({ scale: 1e5 });
    const { summary } = await play({ policy: saturated, gradientProbePeriodAgentSteps: 1 });
    expect(summary.zeroGradientShare).toBe(1);
    saturated.dispose();
  });
});

describe('recorder', () => {
  it('sees the first episode, before each step', async () => {
    const recorder = new ClipRecorder({ firstAgentStep: 1, maxAgentSteps: 3 });
    await play({ attack: pgd(6), recorder });
    const clip = recorder.clip()!;
    expect(clip.seed).toBe(3);
    expect(clip.steps.map((step) => step.agentStep)).toEqual([1, 2, 3]);
    for (const { observation, cleanAction, action, prescription } of clip.steps) {
      expect(observation[cleanAction * 28]).toBe(brightLevel);
      expect(action).not.toBe(cleanAction);
      expect(prescription.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    }
  });
});

describe('what does not fit', () => {
  it('refuses an option that it does not know, instead of leaving the attack out', async () => {
    await expect(play({ atack: pgd(9) } as Partial<EvaluateOptions>)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/received "atack"; did you mean attack\?$/),
    });
  });

  const nextStep = Object.assign(Object.create(new BandsGame(1)) as VectorEnvironment, { autoresetMode: 'next-step' });
  const fourActions: Model = { ...policy, numActions: 4 };
  const broken: Model = { ...policy, logits: (input) => tf.mul(policy.logits(input), Number.NaN) };

  it.each([
    ['an autoreset', { environment: nextStep }, 'INVALID_ARGUMENT'],
    ['another action set', { policy: fourActions }, 'INCOMPATIBLE_ARTEFACT'],
    ['labels of no teacher', { labels: 'teacher' }, 'INVALID_ARGUMENT'],
    ['no seeds', { seeds: [] }, 'INVALID_ARGUMENT'],
    ['a target that is no action', { target: 3, attack: pgd(1) }, 'INVALID_ARGUMENT'],
    ['a target of an attack that has none', { target: 1, attack: { name: 'noise' } }, 'INVALID_ARGUMENT'],
    ['half a seed', { seeds: [0.5] }, 'INVALID_ARGUMENT'],
    ['an epsilon above 1', { explorationEpsilon: 2 }, 'INVALID_ARGUMENT'],
    ['NaN scores', { policy: broken }, 'NOT_FINITE'],
    ['an aborted signal', { signal: AbortSignal.abort() }, 'INTERRUPTED'],
  ] as const)('refuses %s', async (_, options, code) => {
    const failure = play(options as Partial<EvaluateOptions>);
    await expect(failure).rejects.toBeInstanceOf(A2pdError);
    await expect(failure).rejects.toMatchObject({ code });
  });
});

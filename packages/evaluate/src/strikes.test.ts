/** Attacks that strike in some states alone. */
import { prescriptionGap, softmax } from '@a2pd/core';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.js';
import type { EvaluateOptions } from './options.js';
import { isStruck, soundStrikes } from './strikes.js';
import { BandsGame, bandsModel, brightLevel, dimLevel, episodeSteps } from './testing/bands-game.js';

const policy = bandsModel();
const seeds = [3, 10, 4, 8];
const totalSteps = seeds.reduce((sum, seed) => sum + episodeSteps(seed), 0);
/** Enough to change every action. */
const attack = { name: 'pgd', epsilon: 6 / 255, steps: 4 } as const;
/** In every state of this game. */
const gap = prescriptionGap(softmax([brightLevel, dimLevel, dimLevel].map((level) => (100 * level) / 255)));

afterAll(() => policy.dispose());

function play(options: Partial<EvaluateOptions>) {
  return evaluate({ environment: new BandsGame(3), policy, seeds, explorationEpsilon: 0, attack, ...options });
}

describe('an attack on some steps', () => {
  it('strikes each n-th step of every episode, and counts them', async () => {
    const { summary, episodes } = await play({ strikes: { every: 3 } });
    const struck = episodes.map(({ agentSteps }) => Math.ceil(agentSteps / 3));
    expect(episodes.map(({ attackedStates }) => attackedStates)).toEqual(struck);
    // Every action that is attacked falls, and no other: a step scores where the action stands.
    expect(episodes.map((episode) => episode.return)).toEqual(
      episodes.map(({ agentSteps }, i) => agentSteps - struck[i]!),
    );
    const attackedStates = struck.reduce((sum, count) => sum + count);
    expect(summary).toMatchObject({
      attackLabel: 'PGD-4 (ε = 6/255), one step in 3',
      ...{ strikes: { every: 3 }, attackedStates, attackedShare: attackedStates / totalSteps },
    });
    expect(summary.actionFlipRate).toBeCloseTo(attackedStates / totalSteps);
  });

  it('strikes on where games have ended, and others fill the batch up', async () => {
    const { episodes } = await play({ environment: new BandsGame(seeds.length), strikes: { every: 3 } });
    expect(new Set(episodes.map(({ agentSteps }) => agentSteps)).size).toBeGreaterThan(2);
    expect(episodes.map(({ attackedStates }) => attackedStates)).toEqual(
      episodes.map(({ agentSteps }) => Math.ceil(agentSteps / 3)),
    );
  });

  it('strikes by how sure the policy is', async () => {
    const sure = await play({ strikes: { gapAbove: gap - 0.01, gapBelow: gap + 0.01 } });
    expect(sure.summary).toMatchObject({ attackedShare: 1, actionFlipRate: 1 });
    const surer = await play({ strikes: { gapAbove: gap + 0.01 } });
    expect(surer.summary).toMatchObject({ attackedStates: 0, actionFlipRate: 0, maxPerturbation: 0 });
    expect(surer.summary.attackLabel).toContain(', where the gap is at least ');
    expect((await play({ strikes: { gapBelow: gap - 0.01 } })).summary.attackedStates).toBe(0);
  });

  it('is the whole attack where nothing is said, and none without one', async () => {
    const [whole, unsaid] = [await play({}), await play({ strikes: {} })];
    expect(unsaid.summary).toEqual(whole.summary);
    expect(whole.summary).toMatchObject({ strikes: null, attackedStates: totalSteps, attackedShare: 1 });
    const { summary } = await play({ attack: undefined, strikes: { every: 2 } });
    expect(summary).toMatchObject({ strikes: null, attackedStates: null, attackedShare: null });
  });

  it('leaves clean what it is told to spare', async () => {
    const spares = (input: { shape: number[] }) => Array.from({ length: input.shape[0]! }, () => true);
    const figures = { attackedStates: 0, attackedShare: 0, actionFlipRate: 0, attackedPrescriptionGap: null };
    expect((await play({ spares })).summary).toMatchObject({ ...figures, strikes: null });
  });

  it.each([{ every: 1 }, { every: 2.5 }, { gapAbove: 1.2 }, { preferenceAbove: -1 }, { gapAbove: 0.6, gapBelow: 0.5 }])(
    'refuses %j',
    (strikes) => {
      expect(() => soundStrikes(strikes)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    },
  );
});

it('the preference of Lin et al. is between the likeliest and the least likely action', () => {
  const scores = Float32Array.from([0.6, 0.3, 0.1], Math.log);
  expect([0.29, 0.31].map((gapAbove) => isStruck({ gapAbove }, 0, scores))).toEqual([true, false]);
  expect([0.49, 0.51].map((preferenceAbove) => isStruck({ preferenceAbove }, 0, scores))).toEqual([true, false]);
  expect([0, 1, 2, 3, 4].map((step) => isStruck({ every: 2, gapBelow: 0.4 }, step, scores))).toEqual([
    ...[true, false, true, false, true],
  ]);
});

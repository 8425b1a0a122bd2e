import { Rng } from '@a2pd/core';
import { describe, expect, it } from 'vitest';
import { type Branch, EpisodeSearch, type SearchLimits } from './episode-search.js';

const [numSteps, numPlaces, numActions] = [9, 6, 3];

/** A game of nine steps over six places, drawn from a seed: so few that most courses meet again. */
function drawGame(seed: number, rewards: readonly number[]) {
  const rng = new Rng(seed);
  const each = <T>(draw: () => T) =>
    Array.from({ length: numSteps * numPlaces }, () => Array.from({ length: numActions }, draw));
  const next = each(() => rng.integer(numPlaces));
  const reward = each(() => rewards[rng.integer(rewards.length)]!);
  // The player's own action is always possible.
  const possible = each(() => (rng.uniform() < 0.4 ? 1 : 0)).map((row) =>
    Uint8Array.from(row, (is, a) => is || +(a === 0)),
  );
  return { next, reward, possible };
}
type Game = ReturnType<typeof drawGame>;

/** A state's name holds its step, its place and the score so far, as the screen of a game does. */
const nameOf = (step: number, place: number, total: number) => JSON.stringify([step, place, total]);

function search(game: Game, limits: Partial<SearchLimits> & Pick<SearchLimits, 'floor'>, atOnce = 2) {
  const search = new EpisodeSearch({ digest: nameOf(0, 0, 0) }, { maxStates: 1e6, ...limits });
  const arrive = (branch: Branch) => {
    const { from, action } = branch;
    if (action < 0) {
      return search.arrive(branch, { reward: 0, hasEnded: false, takeSnapshot: () => from.snapshot });
    }
    const [step, place, total] = JSON.parse(from.snapshot.digest) as [number, number, number];
    const row = step * numPlaces + place;
    const reward = game.reward[row]![action]!;
    const takeSnapshot = () => ({ digest: nameOf(step + 1, game.next[row]![action]!, total + reward) });
    return search.arrive(branch, { reward, hasEnded: step + 1 === numSteps, takeSnapshot });
  };
  while (!search.isOver) {
    for (const state of search.take(atOnce).flatMap((branch) => arrive(branch) ?? [])) {
      const [step, place] = JSON.parse(state.snapshot.digest) as [number, number];
      search.branch(state, game.possible[step * numPlaces + place]!);
    }
  }
  return search.result;
}

/** Every course there is. */
function leastReturn({ next, reward, possible }: Game, step = 0, place = 0): number {
  if (step === numSteps) return 0;
  const row = step * numPlaces + place;
  const actions = Array.from(possible[row]!.keys()).filter((action) => possible[row]![action]);
  return Math.min(
    ...actions.map((a) => reward[row]![a]! + leastReturn({ next, reward, possible }, step + 1, next[row]![a]!)),
  );
}

const keepsAll: SearchLimits['floor'] = ({ total }) => total;
const losesAtMostNine: SearchLimits['floor'] = ({ gains }) => gains - numSteps;

describe('EpisodeSearch', () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'finds the least return of every course of game %i',
    (seed) => {
      for (const [rewards, floor] of [
        [[0, 0, 1, 5], keepsAll],
        [[-1, 0, 0, 1], losesAtMostNine],
      ] as const) {
        const game = drawGame(seed, rewards);
        const expected = leastReturn(game);
        for (const atOnce of [1, 4]) {
          expect(search(game, { floor }, atOnce)).toMatchObject({ certifiedReturn: expected, isComplete: true });
        }
      }
    },
  );

  it('proves less, never more, where it is stopped early, and looks at no more states than it may', () => {
    const game = drawGame(3, [0, 1, 2]);
    const whole = search(game, { floor: keepsAll });
    let last = 0;
    for (let maxStates = 1; maxStates < whole.states; maxStates += 3) {
      const { certifiedReturn, isComplete, states } = search(game, { floor: keepsAll, maxStates }, 1);
      expect([isComplete, states]).toEqual([false, maxStates]);
      expect(certifiedReturn).toBeGreaterThanOrEqual(last);
      expect(certifiedReturn).toBeLessThanOrEqual(whole.certifiedReturn);
      last = certifiedReturn;
    }
  });

  it('counts the floor of an episode that is cut', () => {
    const game = drawGame(5, [-1, 0, 1]);
    const { certifiedReturn, isComplete } = search(game, { floor: losesAtMostNine, maxEpisodeAgentSteps: 4 });
    expect(isComplete).toBe(true);
    expect(certifiedReturn).toBeLessThanOrEqual(leastReturn(game));
    expect(certifiedReturn).toBeGreaterThanOrEqual(-numSteps);
  });

  it('follows states that meet again once', () => {
    const game = drawGame(7, [0]);
    const everyCourse = numActions ** numSteps;
    const { states } = search(
      { ...game, possible: game.possible.map(() => Uint8Array.of(1, 1, 1)) },
      { floor: keepsAll },
    );
    expect(states).toBeLessThanOrEqual(numSteps * numPlaces);
    expect(states).toBeLessThan(everyCourse);
  });
});

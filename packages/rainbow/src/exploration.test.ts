import { Rng } from '@a2pd/core';
import { describe, expect, it } from 'vitest';
import { drawZeta, Exploration } from './exploration.js';
import { rainbowPresets } from './presets.js';
import { trainingPresets } from './training-config.js';

const numActions = 5;
const greedy = 2;

/** The actions of `steps` steps in 64 environments whose agent always takes the same. */
function played(exploration: Exploration, steps: number, agentSteps: number, rng = new Rng(1)): Int32Array[] {
  return Array.from({ length: steps }, () => {
    const actions = new Int32Array(64).fill(greedy);
    exploration.replaceSome(actions, agentSteps, rng);
    return actions;
  });
}

const shareOfOthers = (steps: readonly Int32Array[]) =>
  steps.flatMap((actions) => [...actions]).filter((action) => action !== greedy).length / (64 * steps.length);

describe('Exploration', () => {
  const config = { ...trainingPresets.pqn, explorationEpsilonStart: 1, explorationEpsilonEnd: 0.01 };

  it('takes random actions with a probability that falls', () => {
    const exploration = new Exploration({ ...config, explorationDecayAgentSteps: 1000 }, 64, numActions);
    expect([0, 500, 1000, 5000].map((at) => exploration.epsilonAt(at))).toEqual([
      1,
      expect.closeTo(0.505),
      expect.closeTo(0.01),
      expect.closeTo(0.01),
    ]);
    // One in five random actions is the greedy one.
    expect(shareOfOthers(played(exploration, 100, 0))).toBeCloseTo(0.8, 1);
    expect(shareOfOthers(played(exploration, 100, 500))).toBeCloseTo(0.404, 1);
    expect(exploration.state()).toBeUndefined();
  });

  it('leaves the actions of noisy layers alone, and draws nothing', () => {
    const exploration = new Exploration(rainbowPresets['two-cores'], 64, numActions);
    const rng = new Rng(3);
    expect(shareOfOthers(played(exploration, 100, 0, rng))).toBe(0);
    expect(exploration.epsilonAt(0)).toBe(0);
    expect(rng.state()).toEqual(new Rng(3).state());
  });

  const lasting = { ...config, explorationDurationExponent: 2 };

  it('repeats a random action for as long as was drawn', () => {
    const exploration = new Exploration(
      { ...lasting, explorationEpsilonStart: 0.01, explorationEpsilonEnd: 0.01 },
      64,
      numActions,
    );
    const steps = played(exploration, 2000, 0);
    const runs = Array.from({ length: 64 }, (_, i) => runsOf(steps.map((actions) => actions[i]!))).flat();
    const others = runs.filter(({ action }) => action !== greedy).map(({ length }) => length);
    expect(others.filter((length) => length === 1).length / others.length).toBeCloseTo(6 / Math.PI ** 2, 1);
    expect(Math.max(...others)).toBeGreaterThan(100);
  });

  it('goes on with what was being repeated', () => {
    const whole = played(new Exploration(lasting, 64, numActions), 60, 290_000);
    const rng = new Rng(1);
    const first = new Exploration(lasting, 64, numActions);
    const begun = played(first, 30, 290_000, rng);
    const second = new Exploration(lasting, 64, numActions);
    second.restore(structuredClone(first.state()));
    expect([...begun, ...played(second, 30, 290_000, rng)]).toEqual(whole);
  });
});

describe('drawZeta', () => {
  it.each([1.5, 2, 3])('draws n with a probability in proportion to n^-%d', (exponent) => {
    const rng = new Rng(7);
    const counts = new Array(21).fill(0);
    const draws = 100_000;
    for (let k = 0; k < draws; k++) counts[drawZeta(rng, exponent, 20)]++;
    const weights = counts.map((_, n) => (n === 0 ? 0 : n ** -exponent));
    const sum = weights.reduce((a, b) => a + b);
    const chiSquare = counts.reduce((total, count, n) => {
      const expected = (draws * weights[n]!) / sum;
      return n === 0 ? total : total + (count - expected) ** 2 / expected;
    }, 0);
    // The 99.9% quantile with 19 degrees of freedom.
    expect(chiSquare).toBeLessThan(43.8);
  });
});

function runsOf(actions: readonly number[]): { action: number; length: number }[] {
  const runs: { action: number; length: number }[] = [];
  for (const action of actions) {
    const last = runs.at(-1);
    if (last?.action === action) last.length++;
    else runs.push({ action, length: 1 });
  }
  return runs;
}

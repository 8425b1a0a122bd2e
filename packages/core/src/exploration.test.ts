import { describe, expect, it } from 'vitest';
import { defaultExplorationEpsilon, ExplorationPlan, explore, ofUsualExploration } from './exploration.js';
import { Rng } from './rng.js';

describe('the usual exploration', () => {
  const usual = (...shares: number[]) => ofUsualExploration(shares, (share) => share);

  it('is the default where any measurement has it', () => {
    expect(usual(0, 0.01, 0.01, defaultExplorationEpsilon)).toEqual([defaultExplorationEpsilon]);
  });

  it('is otherwise what most measurements have, of equally many the least', () => {
    expect(usual(0, 0.05, 0.05)).toEqual([0.05, 0.05]);
    expect(usual(0.05, 0, 0.05, 0)).toEqual([0, 0]);
    expect(usual()).toEqual([]);
  });
});

describe('a plan of random steps', () => {
  it('is what an episode of the same seed draws, in whatever order it is asked', () => {
    const rng = new Rng(7);
    const drawn = Array.from({ length: 50 }, () => explore(rng, 0.3, 6));
    const plan = new ExplorationPlan(7, 0.3, 6);
    expect(plan.actionAt(49)).toBe(drawn[49]);
    expect(drawn.map((_, step) => plan.actionAt(step))).toEqual(drawn);
    expect(drawn.filter((action) => action !== null)).not.toHaveLength(0);
  });
});

import { describe, expect, it } from 'vitest';
import { paces } from './apgd-walk.js';

describe('the pace of auto-PGD', () => {
  const checkpoints = (steps: number) =>
    [...paces(steps)].flatMap(({ isCheckpoint }, step) => (isCheckpoint === 1 ? [step + 1] : []));

  it('checks after 22 of 100 steps, then 3 steps sooner each time, down to 6', () => {
    // 0.22, then each interval is the one before less 0.03, at least 0.06 (Section 3.1).
    expect(checkpoints(100)).toEqual([22, 41, 57, 70, 80, 87, 93, 99]);
  });

  it('checks after every step where there are few', () => {
    expect(checkpoints(4)).toEqual([1, 2, 3, 4]);
  });

  it('follows the gradient alone at first, and wants three rises of four', () => {
    const [first, second] = paces(100);
    expect(first).toEqual({ gradientShare: 1, isCheckpoint: 0, risesWanted: 16.5 });
    expect(second!.gradientShare).toBe(0.75);
  });
});

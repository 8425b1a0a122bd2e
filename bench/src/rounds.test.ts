import { expect, it } from 'vitest';
import { interleavedRounds, millisecondsEach } from './rounds.js';

it('lets contestants take turns and leaves the first round out', async () => {
  const turns: string[] = [];
  const contestant = (name: string, figures: number[]) => () => {
    turns.push(name);
    return figures.shift()!;
  };
  const figures = await interleavedRounds(
    { ours: contestant('ours', [100, 1, 2]), peer: contestant('peer', [100, 3, 4]) },
    2,
  );
  expect(turns).toEqual(['ours', 'peer', 'ours', 'peer', 'ours', 'peer']);
  expect(figures).toEqual({ ours: [1, 2], peer: [3, 4] });
});

it('gives the time of one iteration', () => {
  let calls = 0;
  const milliseconds = millisecondsEach(5, () => {
    calls++;
    const end = performance.now() + 2;
    while (performance.now() < end);
  });
  expect(calls).toBe(5);
  expect(milliseconds).toBeGreaterThanOrEqual(2);
});

import { expect, it } from 'vitest';
import { thinHistory } from './thin-history.js';

const history = Array.from({ length: 1000 }, (_, i) => ({ epoch: i + 1, isBest: [0, 17, 501].includes(i) }));

it('keeps an even sample, the kept epoch and the last', () => {
  const thin = thinHistory(history, 200);
  expect(thin.length).toBeLessThanOrEqual(202);
  expect(thin.map(({ epoch }) => epoch)).toEqual(expect.arrayContaining([1, 6, 502, 996, 1000]));
});

it('leaves a short one alone', () => {
  expect(thinHistory(history.slice(0, 40), 200)).toEqual(history.slice(0, 40));
  expect(thinHistory([], 200)).toEqual([]);
});

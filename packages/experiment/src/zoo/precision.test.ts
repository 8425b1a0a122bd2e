import { expect, it } from 'vitest';
import { isMeanWithin } from './precision.js';

it('holds means against the interval of the mean, however skewed the returns are', () => {
  const skewed = (last: number) => [...Array<number>(22).fill(0), 100, 200, last];
  expect(isMeanWithin(skewed(300), skewed(301))).toBe(true);
  expect(isMeanWithin([30, 31, 30], [10, 11, 12])).toBe(false);
});

import { expect, it } from 'vitest';
import { Rate } from './rate.js';

const ofLastSecond = () => new Rate((sightings) => sightings.at(-1)!.atMs - sightings[0]!.atMs > 1000);

/** Seen at so many milliseconds, at such counts. */
function seen(rate: Rate, ...sightings: readonly (readonly [atMs: number, count: number])[]): number | null {
  for (const [atMs, count] of sightings) rate.see({ atMs, count });
  return rate.perSecond;
}

it('is of what was seen lately', () => {
  expect(seen(ofLastSecond(), [0, 0], [500, 10], [1000, 20])).toBe(20);
  expect(seen(ofLastSecond(), [0, 0], [1000, 1000], [1500, 1005], [2000, 1010])).toBe(10);
});

it('is known of two sightings, however far apart, and of nothing less', () => {
  expect(seen(ofLastSecond(), [0, 0], [10_000, 5])).toBe(0.5);
  expect(seen(ofLastSecond())).toBeNull();
  expect(seen(ofLastSecond(), [0, 7])).toBeNull();
  expect(seen(ofLastSecond(), [0, 7], [500, 7])).toBeNull();
  expect(seen(ofLastSecond(), [0, 7], [0, 8])).toBeNull();
});

it('begins anew where the count goes down', () => {
  expect(seen(ofLastSecond(), [0, 100], [500, 200], [600, 0], [1100, 5])).toBe(10);
});

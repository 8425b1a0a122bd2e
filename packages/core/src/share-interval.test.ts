import { expect, it } from 'vitest';
import { Rng } from './rng.js';
import { shareInterval95 } from './share-interval.js';

const repeat = <T>(value: T, times: number) => Array.from({ length: times }, () => value);

it('is as wide as the episodes differ, however many states each has', () => {
  const holds = [...repeat(true, 500), ...repeat(false, 500)];
  expect(shareInterval95(holds, [...repeat(7, 500), ...repeat(3, 500)], new Rng(1))).toEqual([0, 1]);
  // The same states, each episode with its part of both kinds: Wilson's 0.469 to 0.531.
  const mixed = holds.map((_, state) => state % 10);
  const [low, high] = shareInterval95(holds, mixed, new Rng(1))!;
  expect(low).toBeCloseTo(0.4691, 3);
  expect(high).toBeCloseTo(0.5309, 3);
});

it('doubts also where all states are alike', () => {
  const episodeOf = Array.from({ length: 128 }, (_, state) => state % 16);
  const [low, high] = shareInterval95(repeat(false, 128), episodeOf, new Rng(1))!;
  expect(low).toBe(0);
  expect(high).toBeCloseTo(0.02914, 4); // z² / (n + z²)
  expect(shareInterval95(repeat(true, 128), episodeOf, new Rng(1))![1]).toBe(1);
});

it('is none of one episode, and repeats with its generator', () => {
  expect(shareInterval95([true, false], [4, 4], new Rng(1))).toBeNull();
  const holds = Array.from({ length: 60 }, (_, state) => state % 7 === 0);
  const episodeOf = holds.map((_, state) => Math.floor(state / 5));
  expect(shareInterval95(holds, episodeOf, new Rng(3))).toEqual(shareInterval95(holds, episodeOf, new Rng(3)));
});

it('holds the true share far more often than an interval of independent states', () => {
  // Of each of 16 episodes either most states fall or few: on average three in ten.
  const rng = new Rng(5);
  let [covered, coveredIndependently] = [0, 0];
  const trials = 100;
  for (let trial = 0; trial < trials; trial++) {
    const holds: boolean[] = [];
    const episodeOf: number[] = [];
    for (let episode = 0; episode < 16; episode++) {
      const chance = rng.uniform() < 0.25 ? 0.9 : 0.1;
      for (let state = 0; state < 8; state++) {
        holds.push(rng.uniform() < chance);
        episodeOf.push(episode);
      }
    }
    const isWithin = ([low, high]: readonly [number, number]) => low <= 0.3 && 0.3 <= high;
    covered += Number(isWithin(shareInterval95(holds, episodeOf, rng)!));
    const apart = holds.map((_, state) => state);
    coveredIndependently += Number(isWithin(shareInterval95(holds, apart, rng)!));
  }
  expect(covered / trials).toBeGreaterThan(0.88);
  expect(coveredIndependently / trials).toBeLessThan(0.75);
});

it('wants a state, and an episode for each', () => {
  const refusal = expect.objectContaining({ code: 'INVALID_ARGUMENT' });
  expect(() => shareInterval95([], [], new Rng(1))).toThrow(refusal);
  expect(() => shareInterval95([true], [1, 2], new Rng(1))).toThrow(refusal);
});

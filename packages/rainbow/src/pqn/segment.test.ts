import { observationSize } from '@a2pd/core';
import type { Outcome } from '@a2pd/replay';
import { expect, it } from 'vitest';
import { Segment } from './segment.js';

const goesOn: Outcome = { reward: 0, terminated: false, truncated: false, lifeLost: false };
const screen = (shade: number) => new Uint8Array(observationSize).fill(shade);

it('keeps what was seen before each action, step by step, beside its reward', () => {
  const segment = new Segment(2, 2, true);
  segment.begin(0, screen(1));
  segment.begin(1, screen(2));
  segment.append(0, 3, { ...goesOn, reward: 1 }, screen(11));
  segment.append(1, 4, goesOn, screen(12));
  segment.append(0, 5, goesOn, screen(21));
  segment.append(1, 6, { ...goesOn, reward: -1 }, screen(22));
  const shades = [0, 1, 2, 3].map((row) => segment.observations[row * observationSize]);
  expect([shades, [...segment.actions], [...segment.rewards]]).toEqual([
    [1, 2, 11, 12],
    [3, 4, 5, 6],
    [1, 0, 0, -1],
  ]);
  expect([segment.endsWith(0, screen(21)), segment.endsWith(1, screen(21))]).toEqual([true, false]);
  segment.clear();
  segment.append(1, 7, goesOn, screen(31));
  expect([segment.actions[1], segment.observations[observationSize]]).toEqual([7, 22]);
});

it.each([
  [{ terminated: true }, true, 1],
  [{ truncated: true }, true, 1],
  [{ lifeLost: true }, true, 1],
  [{ lifeLost: true }, false, 0],
  [{}, true, 0],
])('counts nothing beyond %o when lost lives end the game: %s', (outcome, lifeLossTerminates, ended) => {
  const segment = new Segment(1, 1, lifeLossTerminates);
  segment.begin(0, screen(0));
  segment.append(0, 0, { ...goesOn, ...outcome }, screen(1));
  expect(segment.ended[0]).toBe(ended);
});

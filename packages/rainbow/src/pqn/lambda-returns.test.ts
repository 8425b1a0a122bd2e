import { expect, it } from 'vitest';
import { lambdaReturns, type PlayedSegment } from './lambda-returns.js';

/** Two environments, three steps; in the second of them an episode ends with the second step. */
const segment: PlayedSegment = {
  rewards: Float32Array.of(1, 0, 0, 2, 1, 0),
  ended: Uint8Array.of(0, 0, 0, 1, 0, 0),
  bestValues: Float32Array.of(9, 9, 4, 8, 2, 6, 10, 20),
  numEnvironments: 2,
};

it.each([
  // One step: r + max Q of the next screen, halved.
  [0, [1 + 2, 4, 1, 2, 1 + 5, 10]],
  // All that was played, with a value only at the end.
  [1, [1 + (1 + 5) / 4, 1, (1 + 5) / 2, 2, 1 + 5, 10]],
  // Half and half.
  [0.5, [1 + (2 + 4) / 4, (2 + 8) / 4, (6 + 2) / 4, 2, 6, 10]],
])('looks ahead as far as lambda %d says, and not beyond an end', (lambda, expected) => {
  expect([...lambdaReturns(segment, 0.5, lambda)]).toEqual(expected);
});

import { testEnvironment } from './environment-contract.js';
import { ToyEnvironment } from './toy-environment.js';
import type { StartGame } from './toy-game.js';

/** Three to seven steps, each with a shade of its own; ends in termination or truncation. */
const shades: StartGame = (rng) => {
  let stepsLeft = 3 + rng.integer(5);
  const isTruncated = rng.integer(2) === 1;
  let shade = rng.integer(256);
  return {
    numActions: 3,
    start: { aleSeed: rng.integer(100), noops: rng.integer(30) },
    draw: (frame) => frame.fill(shade),
    act: (action) => {
      shade = (shade + 1 + 5 * action) % 256;
      stepsLeft--;
      const isOver = stepsLeft === 0;
      return { reward: action, terminated: isOver && !isTruncated, truncated: isOver && isTruncated };
    },
  };
};

testEnvironment(
  'ToyEnvironment',
  ({ numEnvironments, autoresetMode }) => new ToyEnvironment(shades, numEnvironments, autoresetMode),
  7,
);

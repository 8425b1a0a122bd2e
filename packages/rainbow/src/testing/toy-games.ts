/** Tiny games to learn, of which the best return is known. */
import { drawCell, type StartGame } from '@a2pd/core/testing';

/** One decision: a bright column shows which of three actions pays 1. */
export const bandit: StartGame = (rng) => {
  const paying = rng.integer(3);
  return {
    numActions: 3,
    draw: (frame) => drawCell(frame, 3, 3 * paying),
    act: (action) => ({ reward: action === paying ? 1 : 0, terminated: true }),
  };
};

/** A ball falls through a 7x7 grid; the paddle at the bottom (left, stay, right) catches it for 1 or misses it for -1. */
export const catchBall: StartGame = (rng) => {
  const column = rng.integer(7);
  let row = 0;
  let paddle = 3;
  return {
    numActions: 3,
    draw: (frame) => {
      drawCell(frame, row, column);
      drawCell(frame, 6, paddle);
    },
    act: (action) => {
      paddle = Math.max(0, Math.min(6, paddle + action - 1));
      row++;
      if (row < 6) return { reward: 0 };
      return { reward: paddle === column ? 1 : -1, terminated: true };
    },
  };
};

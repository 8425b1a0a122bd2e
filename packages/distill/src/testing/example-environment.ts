/**
 * A tiny game for tests, in the shape of Atari: a bright block appears in one of three columns of a dark screen, and the
 * right action names the column. Episodes have lengths drawn from their seeds; everything is a function of the seed.
 */
import { type StartGame, ToyEnvironment } from '@a2pd/core/testing';
import { type Tensor, tf } from '@a2pd/tensor';
import type { Teacher } from '../data/teacher.js';

const numColumns = 3;
const side = 84;
const columnWidth = side / numColumns;

const columns: StartGame = (rng) => {
  let stepsLeft = 5 + rng.integer(40);
  const start = { aleSeed: rng.seed(), noops: rng.integer(30) };
  /** Column 0 is twice as frequent as each other. */
  const next = () => ({ column: Math.max(0, rng.integer(numColumns + 1) - 1), brightness: 150 + rng.integer(100) });
  let shown = next();
  return {
    numActions: numColumns,
    start,
    draw(frame) {
      const { column, brightness } = shown;
      frame.fill(20);
      for (let row = 20; row < 60; row++) {
        frame.fill(brightness, row * side + column * columnWidth, row * side + (column + 1) * columnWidth);
      }
    },
    act(action) {
      const reward = action === shown.column ? 1 : 0;
      shown = next();
      stepsLeft--;
      return { reward, terminated: stepsLeft === 0 };
    },
  };
};

/** Autoreset `disabled`. */
export class ExampleEnvironment extends ToyEnvironment {
  constructor(numEnvironments: number) {
    super(columns, numEnvironments, 'disabled');
  }
}

/** Plays the example perfectly: Q is 10 times the mean brightness of each column of the newest frame. */
export const exampleTeacher: Teacher = {
  name: 'example teacher',
  numActions: numColumns,
  qValues(input: Tensor): Tensor {
    const numObservations = input.shape[0]!;
    const newest = tf.slice(input, [0, 0, 0, 3], [numObservations, side, side, 1]);
    const byColumn = tf.reshape(newest, [numObservations, side, numColumns, columnWidth]);
    return tf.mul(tf.mean(byColumn, [1, 3]), 10);
  },
};

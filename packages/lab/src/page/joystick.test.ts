import { expect, it } from 'vitest';
import { actionFor } from './joystick.js';

const all = ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPFIRE', 'UPRIGHTFIRE'];

it.each([
  [[], all, 'NOOP'],
  [['ArrowUp'], all, 'UP'],
  [['ArrowUp', 'ArrowRight'], all, 'UPRIGHT'],
  [['ArrowUp', 'ArrowRight', ' '], all, 'UPRIGHTFIRE'],
  [['ArrowLeft', 'ArrowUp', ' '], all, 'UPFIRE'],
  [['ArrowRight', 'ArrowUp'], ['NOOP', 'UP', 'DOWN'], 'UP'],
  [[' '], ['NOOP', 'UP', 'DOWN'], 'NOOP'],
])('%j among %j is %s', (keys, names, action) => {
  expect(names[actionFor(new Set(keys), names)]).toBe(action);
});

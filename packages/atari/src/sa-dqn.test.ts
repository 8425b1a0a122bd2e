import { frameSize } from '@a2pd/core';
import { expect, it } from 'vitest';
import { AtariVectorEnvironment } from './atari-vector-environment.js';

function open(game: string, overrides = {}) {
  return new AtariVectorEnvironment({ game, preset: 'sa-dqn', overrides, numEnvironments: 1 });
}

it.each([
  ['pong', 10, [0, 1, 3, 4]],
  ['road_runner', 20, [0, 1, 2, 3, 4, 5]],
  ['bank_heist', 0, [0, 1, 2, 3, 4, 5]],
  ['freeway', 0, [0, 2, 5]],
])('%s is shown %d rows lower, and played with so many of its actions', (game, cropShift, aleActions) => {
  const environment = open(game);
  expect(environment.preprocessing.cropShift).toBe(cropShift);
  expect(environment.aleActions).toEqual(aleActions);
  expect(environment.numActions).toBe(aleActions.length);
  expect(() => environment.step(Int32Array.of(aleActions.length))).toThrow(
    expect.objectContaining({ code: 'ILLEGAL_ACTION' }),
  );
  environment.close();
});

it('halves 168 rows of the screen between two black columns on each side', () => {
  const shift = 7;
  const environment = open('freeway', { cropShift: shift, frameSkip: 1 });
  environment.step(Int32Array.of(1));
  const frame = environment.observations.slice(3 * frameSize);
  const rgb = environment.screenRgb(0);
  // Of gray pixels alone the luminance is known without ALE's tables.
  const grayAt = (row: number, column: number) => {
    const [red, green, blue] = rgb.subarray(3 * (160 * row + column));
    return red === green && green === blue ? red : undefined;
  };
  let compared = 0;
  for (let row = 0; row < 84; row++) {
    for (let column = 2; column < 82; column++) {
      const [y, x] = [21 + shift + 2 * row, 2 * column - 4];
      const square = [grayAt(y, x), grayAt(y, x + 1), grayAt(y + 1, x), grayAt(y + 1, x + 1)];
      if (square.includes(undefined)) continue;
      compared++;
      const sum = square.reduce<number>((total, gray) => total + gray!, 0);
      expect(frame[84 * row + column]).toBe(Math.floor((sum + 2) / 4));
    }
    for (const column of [0, 1, 82, 83]) expect(frame[84 * row + column]).toBe(0);
  }
  expect(compared).toBeGreaterThan(3_000);
  environment.close();
});

it('refuses rows that the screen has not, and actions that the game has not', () => {
  expect(() => open('pong', { cropShift: 22 })).toThrow(/cropShift from -21 to 21 but received 22/);
  expect(() => open('freeway', { actionLimit: 4 })).toThrow(/actionLimit of at most 3/);
});

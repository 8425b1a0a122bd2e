import { expect, it } from 'vitest';
import type { SeatFrame } from './messages.js';
import { type Frame, packFilm, packFrame, unpack } from './packet.js';

const seat: SeatFrame = {
  ...{ score: 3, flips: 1, attacked: 2, isOver: false, cleanScores: [0.25, 1], cleanAction: 1, action: 0 },
  ...{ attackedScores: null, possibleActions: [1], largestChange: null },
};
const picture = (bytes: number, first: number) => Uint8Array.from({ length: bytes }, (_, i) => (first + i) % 251);

it('brings a frame back, with and without a change', () => {
  const frame: Frame = {
    header: {
      ...{ frame: 7, step: 3, length: 9, epsilon: 1 / 255, rate: 30, screen: { width: 4, height: 2 } },
      seats: [seat, { ...seat, attackedScores: [1, 0], largestChange: 1 / 255 }],
    },
    pictures: [
      { screen: picture(24, 1), observation: picture(84 * 84, 2), change: null },
      { screen: picture(24, 3), observation: picture(84 * 84, 4), change: new Int8Array(84 * 84).fill(-127) },
    ],
  };
  expect(unpack(packFrame(frame))).toEqual({ kind: 'frame', frame });
});

it('brings a film back', () => {
  const gif = picture(100, 5);
  expect(unpack(packFilm(gif))).toEqual({ kind: 'film', gif });
});

import { expect, it } from 'vitest';
import { imageSize } from './image-size.js';
import { smallGif, smallPng } from './testing/pictures.js';

it.each([
  ['PNG', smallPng],
  ['GIF', smallGif],
])('reads the size of a %s', (_, picture) => expect(imageSize(picture)).toEqual({ width: 3, height: 2 }));

it.each([0, 5, 9, 20])('refuses the first %d bytes of a PNG', (length) => {
  expect(() => imageSize(smallPng.subarray(0, length))).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
});

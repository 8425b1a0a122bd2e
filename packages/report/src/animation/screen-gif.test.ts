import { createRequire } from 'node:module';
import type { Screen } from '@a2pd/core';
import { expect, it } from 'vitest';
import { ScreenGif } from './screen-gif.js';

/** The part of omggif that is used here; an independent decoder. */
interface GifReader {
  readonly width: number;
  readonly height: number;
  numFrames(): number;
  frameInfo(frame: number): { delay: number };
  decodeAndBlitFrameRGBA(frame: number, pixels: Uint8Array): void;
}
const require = createRequire(import.meta.url);
const omggif = require('omggif') as { GifReader: new (bytes: Uint8Array) => GifReader };

const [width, height] = [5, 4];
const screenOf = (colourAt: (pixel: number) => number): Screen => ({
  width,
  height,
  rgb: Uint8Array.from(
    { length: width * height * 3 },
    (_, i) => (colourAt(Math.floor(i / 3)) >> (16 - 8 * (i % 3))) & 255,
  ),
});

function encode(screens: readonly Screen[], scale: number): GifReader {
  const gif = new ScreenGif({ scale, frameMs: 70 });
  for (const screen of screens) gif.add(screen);
  expect(gif.frames).toBe(screens.length);
  return new omggif.GifReader(gif.finish());
}

it('shows every screen, enlarged, whether it changed or not', () => {
  const screens = [
    screenOf((pixel) => pixel * 70_001),
    screenOf((pixel) => pixel * 70_001),
    screenOf((pixel) => (pixel === 7 ? 0xff8800 : pixel * 70_001)),
    screenOf(() => 0x102030),
  ];
  const gif = encode(screens, 2);
  expect([gif.width, gif.height, gif.numFrames(), gif.frameInfo(0).delay]).toEqual([10, 8, 4, 7]);
  const shown = new Uint8Array(10 * 8 * 4);
  screens.forEach(({ rgb }, frame) => {
    gif.decodeAndBlitFrameRGBA(frame, shown);
    for (let pixel = 0; pixel < 80; pixel++) {
      const [x, y] = [pixel % 10, Math.floor(pixel / 10)];
      const source = 3 * ((y >> 1) * width + (x >> 1));
      expect([...shown.subarray(4 * pixel, 4 * pixel + 3)]).toEqual([...rgb.subarray(source, source + 3)]);
    }
  });
});

it('draws what does not fit into 255 colours in the nearest', () => {
  const [columns, rows] = [32, 16];
  // 256 colours, each of two pixels.
  const levels = Array.from({ length: columns * rows }, (_, pixel) => pixel >> 1);
  const rgb = levels.flatMap((level) => [level, 255 - level, 128]);
  const gif = new ScreenGif({ scale: 1, frameMs: 70 });
  gif.add({ width: columns, height: rows, rgb: Uint8Array.from(rgb) });
  const shown = new Uint8Array(columns * rows * 4);
  new omggif.GifReader(gif.finish()).decodeAndBlitFrameRGBA(0, shown);
  rgb.forEach((level, i) => {
    expect(Math.abs(shown[4 * Math.floor(i / 3) + (i % 3)]! - level)).toBeLessThanOrEqual(1);
  });
});

/** The 256 colours of a GIF, shared out: a few to draw with, greys for observations, a scale for perturbations, the game. */
import type { Clip } from '@a2pd/core';
import { type Colour, gifenc } from './gifenc.js';

/** Drawing colours by name; index 0 is see-through. */
export const paint = { clear: 0, background: 1, panel: 2, ink: 3, muted: 4, chosen: 5, wrong: 6, bar: 7 } as const;

const paintColours: Colour[] = [
  [0, 0, 0],
  [17, 21, 28],
  [32, 38, 48],
  [236, 240, 245],
  [148, 158, 172],
  [86, 180, 233],
  [230, 159, 0],
  [92, 104, 122],
];
const greyLevels = 64;
const firstGrey = paintColours.length;
/** Odd, so that no change has a colour of its own. */
const changeLevels = 41;
const firstChange = firstGrey + greyLevels;
const firstGame = firstChange + changeLevels;
const mostGameColours = 256 - firstGame;

export interface Palette {
  readonly colours: Colour[];
  /** Palette indices of a picture, uint8[height, width] of uint8[height, width, 3]. */
  indicesOf(rgb: Uint8Array): Uint8Array;
}

/** A palette with every colour of the clips' screens, or the nearest where there are too many (ALE has 128). */
export function paletteFor(clips: readonly Clip[]): Palette {
  const seen = new Set<number>();
  for (const { steps } of clips) for (const { screen } of steps) if (screen) addColours(screen.rgb, seen);
  const exact = [...seen].map(colourOf);
  const game = exact.length <= mostGameColours ? exact : gifenc.quantize(rgbaOf(exact), mostGameColours);
  const indexOf = new Map([...seen].map((key) => [key, firstGame + gifenc.nearestColorIndex(game, colourOf(key))]));
  return {
    colours: [...paintColours, ...greys(), ...changes(), ...game],
    indicesOf: (rgb) => {
      const indices = new Uint8Array(rgb.length / 3);
      for (let i = 0; i < indices.length; i++) {
        // A screen is mostly long runs of one colour.
        const isRun = i > 0 && keyAt(rgb, 3 * i) === keyAt(rgb, 3 * i - 3);
        indices[i] = isRun ? indices[i - 1]! : (indexOf.get(keyAt(rgb, 3 * i)) ?? paint.panel);
      }
      return indices;
    },
  };
}

/** @param value In [0, 1]. */
export function greyIndex(value: number): number {
  return firstGrey + Math.round(Math.min(1, Math.max(0, value)) * (greyLevels - 1));
}

/** @param value In [-1, 1]: blue below 0, dark at 0, orange above. */
export function changeIndex(value: number): number {
  const middle = (changeLevels - 1) / 2;
  return firstChange + middle + Math.round(Math.min(1, Math.max(-1, value)) * middle);
}

function greys(): Colour[] {
  return Array.from({ length: greyLevels }, (_, i): Colour => {
    const level = Math.round((i * 255) / (greyLevels - 1));
    return [level, level, level];
  });
}

function changes(): Colour[] {
  const ends: Record<'below' | 'middle' | 'above', Colour> = {
    below: [86, 180, 233],
    middle: [24, 28, 36],
    above: [240, 150, 60],
  };
  return Array.from({ length: changeLevels }, (_, i): Colour => {
    const value = (2 * i) / (changeLevels - 1) - 1;
    const end = value < 0 ? ends.below : ends.above;
    return ends.middle.map((from, channel) => Math.round(from + (end[channel]! - from) * Math.abs(value))) as Colour;
  });
}

function addColours(rgb: Uint8Array, seen: Set<number>): void {
  let latest = -1;
  for (let i = 0; i + 2 < rgb.length; i += 3) {
    const key = keyAt(rgb, i);
    if (key !== latest) seen.add(key);
    latest = key;
  }
}

function keyAt(rgb: Uint8Array, first: number): number {
  return (rgb[first]! << 16) | (rgb[first + 1]! << 8) | rgb[first + 2]!;
}

function colourOf(key: number): Colour {
  return [key >> 16, (key >> 8) & 255, key & 255];
}

function rgbaOf(colours: readonly Colour[]): Uint8Array {
  return Uint8Array.from(colours.flatMap((colour) => [...colour, 255]));
}

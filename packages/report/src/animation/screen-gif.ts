/** Game screens as an animated GIF, encoded as they come: nothing of a long episode is kept but its compressed frames. */
import type { Screen } from '@a2pd/core';
import { finishedGif } from './finished-gif.js';
import { type Colour, gifenc } from './gifenc.js';

export interface ScreenGifOptions {
  /** Whole-numbered enlargement. */
  readonly scale: number;
  /** How long each screen is shown; a GIF keeps hundredths of a second. */
  readonly frameMs: number;
}

const seeThrough = 0;
const mostColours = 255;

export class ScreenGif {
  readonly #options: ScreenGifOptions;
  readonly #encoder = gifenc.GIFEncoder();
  #previous: Uint8Array | undefined;
  #frames = 0;

  constructor(options: ScreenGifOptions) {
    this.#options = options;
  }

  get frames(): number {
    return this.#frames;
  }

  /** Adds a screen of the same size as those before; it is not kept. */
  add({ width, height, rgb }: Screen): void {
    const { scale, frameMs } = this.#options;
    const { indices, colours } = this.#drawChanges(rgb);
    this.#encoder.writeFrame(enlarge(indices, width, scale), width * scale, height * scale, {
      // Each frame brings its own few colours: the first could not know those of a later room.
      palette: [[0, 0, 0], ...colours],
      delay: frameMs,
      transparent: this.#frames > 0,
      transparentIndex: seeThrough,
      dispose: 1,
      repeat: 0,
    });
    this.#previous = rgb.slice();
    this.#frames += 1;
  }

  /** The whole file; nothing can be added afterwards. */
  finish(): Uint8Array {
    return finishedGif(this.#encoder);
  }

  /** What is as it was becomes see-through: such runs compress to almost nothing. */
  #drawChanges(rgb: Uint8Array): { indices: Uint8Array; colours: Colour[] } {
    const previous = this.#previous;
    const indexOf = new Map<number, number>();
    const colours: Colour[] = [];
    const indices = new Uint8Array(rgb.length / 3);
    for (let pixel = 0, at = 0; pixel < indices.length; pixel++, at += 3) {
      const [red, green, blue] = [rgb[at]!, rgb[at + 1]!, rgb[at + 2]!];
      if (previous && previous[at] === red && previous[at + 1] === green && previous[at + 2] === blue) continue;
      const key = (red << 16) | (green << 8) | blue;
      let index = indexOf.get(key);
      if (index === undefined) {
        const colour: Colour = [red, green, blue];
        // ALE has 128 colours; of a screen with more than fit, the rest is drawn in the nearest.
        index = colours.length < mostColours ? colours.push(colour) : 1 + gifenc.nearestColorIndex(colours, colour);
        indexOf.set(key, index);
      }
      indices[pixel] = index;
    }
    return { indices, colours };
  }
}

function enlarge(indices: Uint8Array, width: number, scale: number): Uint8Array {
  const height = indices.length / width;
  const enlarged = new Uint8Array(indices.length * scale * scale);
  const enlargedWidth = width * scale;
  for (let y = 0; y < height; y++) {
    const first = y * scale * enlargedWidth;
    for (let x = 0; x < width; x++) enlarged.fill(indices[y * width + x]!, first + x * scale, first + (x + 1) * scale);
    for (let copy = 1; copy < scale; copy++) {
      enlarged.copyWithin(first + copy * enlargedWidth, first, first + enlargedWidth);
    }
  }
  return enlarged;
}

/** Frames of palette indices to an animated GIF that repeats; what does not change from frame to frame costs nothing. */
import { finishedGif } from './finished-gif.js';
import { gifenc } from './gifenc.js';
import { type Palette, paint } from './palette.js';

export class GifFrames {
  readonly #encoder = gifenc.GIFEncoder();
  readonly #palette: Palette;
  readonly #width: number;
  readonly #height: number;
  readonly #delayMs: number;
  #previous: Uint8Array | null = null;

  constructor(palette: Palette, width: number, height: number, delayMs: number) {
    this.#palette = palette;
    this.#width = width;
    this.#height = height;
    this.#delayMs = delayMs;
  }

  /** @param indices uint8[height, width], kept until the next frame: do not change them. */
  add(indices: Uint8Array): void {
    const isFirst = this.#previous === null;
    this.#encoder.writeFrame(changedOnly(indices, this.#previous), this.#width, this.#height, {
      ...(isFirst ? { palette: this.#palette.colours, repeat: 0 } : {}),
      delay: this.#delayMs,
      transparent: !isFirst,
      transparentIndex: paint.clear,
      dispose: 1,
    });
    this.#previous = indices;
  }

  /** The whole file; nothing can be added afterwards. */
  finish(): Uint8Array {
    return finishedGif(this.#encoder);
  }
}

/** What is as it was becomes see-through: such runs compress to almost nothing. */
function changedOnly(indices: Uint8Array, previous: Uint8Array | null): Uint8Array {
  if (!previous) return indices;
  const changed = new Uint8Array(indices.length);
  for (let i = 0; i < indices.length; i++) changed[i] = indices[i] === previous[i] ? paint.clear : indices[i]!;
  return changed;
}

/** The part of gifenc 1.0 that is used here, with types, which the package does not bring. */
import { createRequire } from 'node:module';

export type Colour = [red: number, green: number, blue: number];

interface FrameOptions {
  readonly palette?: Colour[];
  /** In milliseconds; a GIF keeps hundredths of a second. */
  readonly delay: number;
  readonly transparent: boolean;
  readonly transparentIndex: number;
  /** 1: leave the frame in place for the next. */
  readonly dispose: number;
  /** 0: for ever. */
  readonly repeat?: number;
}

export interface GifEncoder {
  writeFrame(indices: Uint8Array, width: number, height: number, options: FrameOptions): void;
  finish(): void;
  bytes(): Uint8Array;
}

interface Gifenc {
  GIFEncoder(): GifEncoder;
  quantize(rgba: Uint8Array, maxColours: number): Colour[];
  nearestColorIndex(palette: Colour[], colour: Colour): number;
}

// It is CommonJS with a `default` of its own: loaders disagree on what importing it gives, not on requiring it.
const require = createRequire(import.meta.url);
export const gifenc = require('gifenc') as Gifenc;

/** The part of gifenc 1.0 that is used here; the package brings no types. */
declare module 'gifenc' {
  export type Colour = [red: number, green: number, blue: number];
  export interface FrameOptions {
    palette?: Colour[];
    /** In milliseconds; a GIF keeps hundredths of a second. */
    delay?: number;
    transparent?: boolean;
    transparentIndex?: number;
    /** 1: leave the frame in place for the next. */
    dispose?: number;
    /** 0: for ever. */
    repeat?: number;
  }
  export interface Encoder {
    writeFrame(indices: Uint8Array, width: number, height: number, options?: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array;
  }
  const gifenc: {
    GIFEncoder(): Encoder;
    quantize(rgba: Uint8Array, maxColours: number): Colour[];
    nearestColorIndex(palette: Colour[], colour: Colour): number;
  };
  export default gifenc;
}

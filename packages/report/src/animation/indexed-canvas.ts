/** A picture of palette indices to draw rectangles, pictures and text on; what lies outside is cut off. */
import { glyphAdvance, plotText } from './pixel-font.js';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export class IndexedCanvas {
  readonly width: number;
  readonly height: number;
  /** uint8[height, width]. */
  readonly indices: Uint8Array;

  constructor(width: number, height: number, background: number) {
    this.width = width;
    this.height = height;
    this.indices = new Uint8Array(width * height).fill(background);
  }

  fillRectangle(x: number, y: number, width: number, height: number, colour: number): void {
    for (let row = y; row < y + height; row++)
      for (let column = x; column < x + width; column++) this.#set(column, row, colour);
  }

  strokeRectangle(x: number, y: number, width: number, height: number, colour: number): void {
    this.fillRectangle(x, y, width, 1, colour);
    this.fillRectangle(x, y + height - 1, width, 1, colour);
    this.fillRectangle(x, y, 1, height, colour);
    this.fillRectangle(x + width - 1, y, 1, height, colour);
  }

  /**
   * Draws a picture into a rectangle that lies within the canvas, each of its pixels enlarged to the nearest whole ones.
   * @param picture Palette indices, uint8[rows, columns].
   */
  drawPicture(at: Rectangle, picture: Uint8Array, columns: number): void {
    const rows = picture.length / columns;
    const columnAt = Uint16Array.from({ length: at.width }, (_, x) => Math.floor((x * columns) / at.width));
    for (let y = 0; y < at.height; y++) {
      const source = Math.floor((y * rows) / at.height) * columns;
      const target = (at.y + y) * this.width + at.x;
      for (let x = 0; x < at.width; x++) this.indices[target + x] = picture[source + columnAt[x]!]!;
    }
  }

  /** Text of at most `maxWidth` pixels; what does not fit is left out. */
  drawText(text: string, x: number, y: number, colour: number, maxWidth = Number.POSITIVE_INFINITY): void {
    const fitting = [...text].slice(0, Math.max(0, Math.floor((maxWidth + 1) / glyphAdvance))).join('');
    plotText(fitting, (dx, dy) => this.#set(x + dx, y + dy, colour));
  }

  #set(x: number, y: number, colour: number): void {
    if (x >= 0 && x < this.width && y >= 0 && y < this.height) this.indices[y * this.width + x] = colour;
  }
}

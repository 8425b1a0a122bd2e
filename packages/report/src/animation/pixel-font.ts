/** A 5 by 7 pixel font, capitals only: enough to label a GIF without a font file or a canvas. */

const glyphWidth = 5;
const glyphHeight = 7;
/** From one glyph's left edge to the next one's. */
export const glyphAdvance = 6;

/** Seven rows a glyph, top to bottom; each base-32 digit is a row of five bits, leftmost pixel highest. */
const glyphs: Readonly<Record<string, string>> = {
  A: 'ehhvhhh',
  B: 'uhhuhhu',
  C: 'ehggghe',
  D: 'uhhhhhu',
  E: 'vgguggv',
  F: 'vgguggg',
  G: 'ehgnhhf',
  H: 'hhhvhhh',
  I: 'e44444e',
  J: '72222ic',
  K: 'hikokih',
  L: 'ggggggv',
  M: 'hrllhhh',
  N: 'hhpljhh',
  O: 'ehhhhhe',
  P: 'uhhuggg',
  Q: 'ehhhlid',
  R: 'uhhukih',
  S: 'fgge11u',
  T: 'v444444',
  U: 'hhhhhhe',
  V: 'hhhhha4',
  W: 'hhhllrh',
  X: 'hha4ahh',
  Y: 'hha4444',
  Z: 'v1248gv',
  0: 'ehjlphe',
  1: '4c4444e',
  2: 'eh1248v',
  3: 'v2421he',
  4: '26aiv22',
  5: 'vgu11he',
  6: '68guhhe',
  7: 'v124888',
  8: 'ehhehhe',
  9: 'ehhf12c',
  ' ': '0000000',
  '.': '00000cc',
  ',': '0000c48',
  '-': '000v000',
  '+': '044v440',
  '/': '122488g',
  '=': '00v0v00',
  '(': '2488842',
  ')': '8422248',
  '%': 'op248j3',
  ':': '0cc0cc0',
  _: '000000v',
  '?': 'eh12404',
  Ε: '00egcge',
  '×': '0ha4ah0',
};

/** Calls `plot` for every lit pixel of `text`, the text's top left corner being (0, 0). */
export function plotText(text: string, plot: (x: number, y: number) => void): void {
  [...text.toUpperCase().replaceAll('−', '-')].forEach((character, position) => {
    const rows = glyphs[character] ?? glyphs['?']!;
    for (let y = 0; y < glyphHeight; y++) {
      const bits = Number.parseInt(rows[y]!, 32);
      for (let x = 0; x < glyphWidth; x++) {
        if ((bits >> (glyphWidth - 1 - x)) & 1) plot(position * glyphAdvance + x, y);
      }
    }
  });
}

/** Makes one cell of a frame, uint8[84, 84] in a grid of 7x7, white. */
export function drawCell(frame: Uint8Array, row: number, column: number): void {
  for (let y = 12 * row; y < 12 * row + 12; y++) frame.fill(255, 84 * y + 12 * column, 84 * y + 12 * column + 12);
}

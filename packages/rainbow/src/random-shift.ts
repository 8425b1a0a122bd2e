/**
 * Random shifts of observations (Kostrikov, Yarats & Fergus, "Image Augmentation Is All You Need: Regularizing Deep
 * Reinforcement Learning from Pixels", 2020): little experience then goes further (docs/training.md has figures).
 */
import { frameSize, observationSize, type Rng } from '@a2pd/core';

const side = Math.sqrt(frameSize);

/**
 * Moves each observation, its four frames alike, by up to `most` pixels either way and in both directions, repeating the
 * pixels of the edge. In place.
 * @param observations uint8[N, 4, 84, 84]
 */
export function shiftAtRandom(observations: Uint8Array, most: number, rng: Rng): void {
  const draw = () => rng.integer(2 * most + 1) - most;
  for (let begin = 0; begin < observations.length; begin += observationSize) {
    const right = draw();
    const down = draw();
    for (let frame = begin; frame < begin + observationSize; frame += frameSize) {
      shiftFrame(observations.subarray(frame, frame + frameSize), right, down);
    }
  }
}

/** @param pixels uint8[84, 84], changed in place. */
export function shiftFrame(pixels: Uint8Array, right: number, down: number): void {
  const offset = down * side + right;
  if (offset >= 0) pixels.copyWithin(offset, 0, frameSize - offset);
  else pixels.copyWithin(0, -offset);
  // What the move brought in at the sides is of neighbouring rows, above and below of nowhere: both become the edge.
  const first = { row: Math.max(0, down), column: Math.max(0, right) };
  const last = { row: side - 1 + Math.min(0, down), column: side - 1 + Math.min(0, right) };
  for (let row = first.row; row <= last.row; row++) {
    const begin = row * side;
    // By hand: for so few pixels `fill` takes several times as long.
    const left = pixels[begin + first.column]!;
    for (let i = begin; i < begin + first.column; i++) pixels[i] = left;
    const rightmost = pixels[begin + last.column]!;
    for (let i = begin + last.column + 1; i < begin + side; i++) pixels[i] = rightmost;
  }
  for (let row = 0; row < first.row; row++) copyRow(pixels, first.row, row);
  for (let row = last.row + 1; row < side; row++) copyRow(pixels, last.row, row);
}

function copyRow(pixels: Uint8Array, from: number, to: number): void {
  pixels.copyWithin(to * side, from * side, (from + 1) * side);
}

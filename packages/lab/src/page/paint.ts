/** From bytes to pictures. */
import type { SeatPictures } from '../protocol/messages.js';

const side = 84;

export function paintScreen(canvas: HTMLCanvasElement, rgb: Uint8Array, width: number, height: number): void {
  paint(canvas, width, height, (pixels) => {
    for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
      pixels[to] = rgb[from]!;
      pixels[to + 1] = rgb[from + 1]!;
      pixels[to + 2] = rgb[from + 2]!;
      pixels[to + 3] = 255;
    }
  });
}

/** The newest frame as the policy is shown it. @param largest The largest change, pixels in [0, 1]. */
export function paintShown(canvas: HTMLCanvasElement, { observation, change }: SeatPictures, largest: number): void {
  paint(canvas, side, side, (pixels) => {
    for (let i = 0; i < observation.length; i++) {
      const level = observation[i]! + ((change?.[i] ?? 0) / 127) * largest * 255;
      pixels.fill(level, 4 * i, 4 * i + 3);
      pixels[4 * i + 3] = 255;
    }
  });
}

/** The change alone, as strongly as colours can show it: what was made brighter is warm, what was made darker cold. */
export function paintChange(canvas: HTMLCanvasElement, { change }: SeatPictures): void {
  paint(canvas, side, side, (pixels) => {
    for (let i = 0; i < side * side; i++) {
      const amount = (change?.[i] ?? 0) / 127;
      const [red, green, blue] = amount > 0 ? warm : cold;
      const strength = Math.abs(amount);
      pixels[4 * i] = red! * strength + unchanged * (1 - strength);
      pixels[4 * i + 1] = green! * strength + unchanged * (1 - strength);
      pixels[4 * i + 2] = blue! * strength + unchanged * (1 - strength);
      pixels[4 * i + 3] = 255;
    }
  });
}

const warm = [255, 122, 89];
const cold = [84, 140, 255];
const unchanged = 38;

function paint(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  fill: (pixels: Uint8ClampedArray) => void,
): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(width, height);
  fill(image.data);
  context.putImageData(image, 0, 0);
}

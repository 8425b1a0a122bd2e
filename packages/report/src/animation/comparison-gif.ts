/** Several policies at the same game, each with and without an attack, side by side: a picture small enough for a README. */
import { type Clip, type ClipStep, isFlipped, preferredAction } from '@a2pd/core';
import { GifFrames } from './gif-frames.js';
import { IndexedCanvas } from './indexed-canvas.js';
import { greyIndex, type Palette, paint, paletteFor } from './palette.js';
import { glyphAdvance } from './pixel-font.js';

export interface ComparedClip {
  /** E.g. "teacher". */
  readonly title: string;
  /** E.g. "PGD-10 (ε = 1/255)". */
  readonly subtitle: string;
  readonly clip: Clip;
}

const screen = { width: 216, height: 252 } as const;
const margin = 8;
const headHeight = 26;
const footHeight = 26;
const columnHeight = headHeight + screen.height + footHeight;
const mostFrames = 140;
const stepMs = 70;

/**
 * One column a clip, all at the same agent step; a clip that ends early stays on its last.
 * @returns An animated GIF: screens, scores, and the actions that the attack changed.
 */
export function renderComparisonGif(clips: readonly ComparedClip[], actionNames: readonly string[]): Uint8Array {
  const playable = clips.filter(({ clip }) => clip.steps.length > 0);
  const palette = paletteFor(playable.map(({ clip }) => clip));
  const longest = Math.max(0, ...playable.map(({ clip }) => clip.steps.length));
  const stride = Math.max(1, Math.ceil(longest / mostFrames));
  const width = margin + playable.length * (screen.width + margin);
  const frames = new GifFrames(palette, width, columnHeight + 2 * margin, stepMs * stride);
  for (let first = 0; first < longest; first += stride) {
    const canvas = new IndexedCanvas(width, columnHeight + 2 * margin, paint.background);
    playable.forEach((compared, i) => {
      drawColumn(canvas, margin + i * (screen.width + margin), compared, first, { palette, actionNames });
    });
    frames.add(canvas.indices);
  }
  return frames.finish();
}

function drawColumn(
  canvas: IndexedCanvas,
  left: number,
  { title, subtitle, clip }: ComparedClip,
  agentSteps: number,
  { palette, actionNames }: { readonly palette: Palette; readonly actionNames: readonly string[] },
): void {
  const played = clip.steps.slice(0, agentSteps + 1);
  const step = played.at(-1)!;
  const score = played.reduce((sum, { reward }) => sum + reward, 0);
  const scoreText = `SCORE ${score >= 0 ? '+' : ''}${score}`;
  const scoreLeft = screen.width - scoreText.length * glyphAdvance;
  canvas.drawText(title.toUpperCase(), left, margin, paint.ink, scoreLeft - glyphAdvance);
  canvas.drawText(scoreText, left + scoreLeft, margin, paint.ink);
  canvas.drawText(subtitle.toUpperCase(), left, margin + 13, paint.muted, screen.width);
  drawScreen(canvas, left, margin + headHeight, step, palette);
  const name = (action: number) => actionNames[action] ?? `ACTION ${action}`;
  const foot = margin + headHeight + screen.height + 4;
  if (step.perturbation === null) canvas.drawText(name(step.action), left, foot, paint.chosen, screen.width);
  else {
    const isChanged = isFlipped(step);
    const action = isChanged ? `${name(step.cleanAction)} TO ${name(preferredAction(step))}` : name(step.action);
    canvas.drawText(action, left, foot, isChanged ? paint.wrong : paint.chosen, screen.width);
    const changed = Math.round((100 * played.filter(isFlipped).length) / played.length);
    canvas.drawText(`${changed}% OF ACTIONS CHANGED`, left, foot + 12, paint.muted, screen.width);
  }
}

function drawScreen(canvas: IndexedCanvas, x: number, y: number, step: ClipStep, palette: Palette): void {
  const at = { x, y, ...screen };
  if (step.screen) canvas.drawPicture(at, palette.indicesOf(step.screen.rgb), step.screen.width);
  else {
    const grey = step.observation.map((pixel) => greyIndex(pixel / 255));
    canvas.drawPicture(at, grey, 84);
  }
}

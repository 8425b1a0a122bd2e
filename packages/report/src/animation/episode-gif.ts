/** The agent without and with an attack, side by side, as an animated GIF. */
import type { Clip, ClipStep } from '@a2pd/core';
import { GifFrames } from './gif-frames.js';
import { IndexedCanvas } from './indexed-canvas.js';
import { paint, paletteFor } from './palette.js';
import { drawStepPanel, panelHeight, panelWidth } from './step-panel.js';

export interface TitledClip {
  /** Capitals, digits and simple punctuation are drawn; anything else becomes "?". */
  readonly title: string;
  readonly clip: Clip;
}

export interface EpisodeGif {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** The change of a pixel drawn at full strength, pixels in [0, 1]. */
  readonly fullPerturbation: number;
}

const mostFrames = 150;
const margin = 8;
/** An agent step is four frames at 60 Hz; a GIF counts hundredths of a second. */
const stepMs = 70;

/** All clips start together; one that ends early stays on its last step. Clips of no step are left out. */
export function renderEpisodeGif(clips: readonly TitledClip[], actionNames: readonly string[] = []): EpisodeGif {
  const playable = clips.filter(({ clip }) => clip.steps.length > 0);
  const palette = paletteFor(playable.map(({ clip }) => clip));
  const longest = Math.max(0, ...playable.map(({ clip }) => clip.steps.length));
  const stride = Math.max(1, Math.ceil(longest / mostFrames));
  const fullPerturbation = largestPerturbation(playable.flatMap(({ clip }) => clip.steps));
  const width = margin + playable.length * (panelWidth + margin);
  const height = panelHeight + 2 * margin;
  const frames = new GifFrames(palette, width, height, stepMs * stride);
  for (let first = 0; first < longest; first += stride) {
    const canvas = new IndexedCanvas(width, height, paint.background);
    playable.forEach(({ title, clip }, i) => {
      const now = Math.min(first, clip.steps.length - 1);
      const returnSoFar = clip.steps.slice(0, now + 1).reduce((sum, step) => sum + step.reward, 0);
      const context = { title, palette, actionNames, fullPerturbation, returnSoFar };
      drawStepPanel(canvas, margin + i * (panelWidth + margin), margin, clip.steps[now]!, context);
    });
    frames.add(canvas.indices);
  }
  return { bytes: frames.finish(), width, height, fullPerturbation };
}

function largestPerturbation(steps: readonly ClipStep[]): number {
  let largest = 0;
  for (const { perturbation, perturbationUnit } of steps) {
    for (const change of perturbation ?? []) largest = Math.max(largest, Math.abs(change * perturbationUnit));
  }
  return largest;
}

/** One agent step as a panel: the game, what the agent sees, the perturbation made visible, and the prescription. */
import { type ClipStep, isFlipped, preferredAction } from '@a2pd/core';
import type { IndexedCanvas } from './indexed-canvas.js';
import { changeIndex, greyIndex, type Palette, paint } from './palette.js';

export const panelWidth = 496;
export const panelHeight = 384;

export interface PanelContext {
  readonly title: string;
  readonly palette: Palette;
  readonly actionNames: readonly string[];
  /** The change of a pixel that is drawn at full strength, pixels in [0, 1]. */
  readonly fullPerturbation: number;
  /** Reward since the clip's first step, this one included. */
  readonly returnSoFar: number;
}

const frameSide = 84;
/** ALE's pixels are twice as wide as they are high. */
const screen = { x: 0, y: 30, width: 320, height: 210 };
const seen = { x: 328, y: 30, width: 168, height: 168 };
const change = { x: 328, y: 216, width: 168, height: 168 };
const bars = { x: 0, y: 258, width: 320, height: 126 };

/** Draws into `canvas` with the panel's left edge at `left`. */
export function drawStepPanel(
  canvas: IndexedCanvas,
  left: number,
  top: number,
  step: ClipStep,
  context: PanelContext,
): void {
  const at = <T extends { x: number; y: number }>(box: T): T => ({ ...box, x: left + box.x, y: top + box.y });
  canvas.drawText(context.title, left, top + 2, paint.ink, panelWidth);
  const reward = `STEP ${step.agentStep}  SCORE ${context.returnSoFar >= 0 ? '+' : ''}${context.returnSoFar}`;
  label(canvas, at(screen), reward);
  label(canvas, at(seen), 'WHAT THE AGENT SEES');
  label(canvas, at(change), step.perturbation ? 'PERTURBATION, AMPLIFIED' : 'NO PERTURBATION');
  drawScreen(canvas, at(screen), step, context.palette);
  const full = Math.max(context.fullPerturbation, Number.EPSILON);
  const seenPixels = step.observation.map((pixel, i) => greyIndex(pixel / 255 + changeOf(step, i)));
  canvas.drawPicture(at(seen), seenPixels, frameSide);
  const changes = step.observation.map((_, i) => changeIndex(changeOf(step, i) / full));
  canvas.drawPicture(at(change), changes, frameSide);
  label(canvas, at(bars), 'PRESCRIPTION');
  drawPrescription(canvas, at(bars), step, context.actionNames);
}

function label(canvas: IndexedCanvas, box: { x: number; y: number }, text: string): void {
  canvas.drawText(text, box.x, box.y - 12, paint.muted, panelWidth / 2);
}

function drawScreen(canvas: IndexedCanvas, box: typeof screen, step: ClipStep, palette: Palette): void {
  if (step.screen) canvas.drawPicture(box, palette.indicesOf(step.screen.rgb), step.screen.width);
  else {
    const grey = step.observation.map((pixel) => greyIndex(pixel / 255));
    canvas.drawPicture(box, grey, frameSide);
  }
}

const nameWidth = 84;
const rowHeight = 12;
const mostRows = 10;
const columnGap = 12;

/** A bar for each action; the preferred one is lit, and outlined is the clean choice where the attack changed it. */
function drawPrescription(
  canvas: IndexedCanvas,
  box: typeof bars,
  decision: ClipStep,
  actionNames: readonly string[],
): void {
  const { prescription, cleanAction } = decision;
  const [preferred, hasFlipped] = [preferredAction(decision), isFlipped(decision)];
  const columns = prescription.length > mostRows ? 2 : 1;
  const rows = Math.ceil(prescription.length / columns);
  const columnWidth = Math.floor((box.width - (columns - 1) * columnGap) / columns);
  const barWidth = columnWidth - nameWidth;
  prescription.forEach((probability, i) => {
    const x = box.x + Math.floor(i / rows) * (columnWidth + columnGap);
    const y = box.y + (i % rows) * rowHeight;
    const isPreferred = i === preferred;
    const isLost = i === cleanAction && hasFlipped;
    const colour = isPreferred ? (hasFlipped ? paint.wrong : paint.chosen) : paint.bar;
    const name = actionNames[i] ?? `ACTION ${i}`;
    canvas.drawText(name, x, y, isPreferred || isLost ? paint.ink : paint.muted, nameWidth - 4);
    canvas.fillRectangle(x + nameWidth, y, barWidth, rowHeight - 1, paint.panel);
    canvas.fillRectangle(x + nameWidth, y, Math.round(probability * barWidth), rowHeight - 1, colour);
    if (isLost) canvas.strokeRectangle(x + nameWidth, y, barWidth, rowHeight - 1, paint.chosen);
  });
}

/** Pixels are in [0, 1]. */
function changeOf({ perturbation, perturbationUnit }: ClipStep, pixel: number): number {
  return perturbation ? perturbation[pixel]! * perturbationUnit : 0;
}

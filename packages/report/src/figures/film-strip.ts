/**
 * A few attacked states side by side: what the game showed, the perturbation amplified, what the policy saw, and its
 * prescriptions on both. One SVG with the pictures inside it.
 */
import { type Clip, type ClipStep, isFlipped, preferredAction } from '@a2pd/core';
import { type Html, html, markupOf, trusted } from '../html.js';
import { encodePng } from '../png.js';
import type { Figure } from './figure.js';
import { mutedColour, seriesColours } from './theme.js';

export interface FilmStripOptions {
  readonly policyName: string;
  readonly attackLabel: string;
  readonly actionNames: readonly string[];
  /** States shown at most. */
  readonly states?: number;
}

type AttackedStep = ClipStep & { readonly perturbation: Int8Array; readonly cleanPrescription: Float32Array };

/** Null for a clip without an attack, or from before clean prescriptions were kept. */
export function filmStrip(clip: Clip, options: FilmStripOptions): Figure | null {
  const steps = mostMoved(clip.steps.filter(isAttacked), options.states ?? 3);
  if (steps.length === 0) return null;
  const { policyName, attackLabel, actionNames } = options;
  const largest = Math.max(...steps.map(largestChange), Number.EPSILON);
  const height = headHeight + steps.length * rowHeight;
  const svg = html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif" font-size="11">
    ${titles.map((title, i) => text(title, columns[i]!, 12, mutedColour))}
    ${text('filled: attacked, outlined: clean', width, 12, mutedColour, 'end')}
    ${steps.map((step, i) => row(step, headHeight + i * rowHeight, largest, actionNames))}</svg>`;
  const caption = `${policyName} under ${attackLabel}, from one episode: the states where the prescription of its clean choice fell most. The perturbation’s full colour is a change of ${(largest * 255).toFixed(1)}/255, blue darker, orange brighter. Orange bars: the action it was made to prefer.`;
  return { id: 'film-strip', title: 'Attacked states', caption, svg: markupOf(svg) };
}

const side = 168;
const gap = 12;
const columns = [0, side + gap, 2 * (side + gap), 3 * (side + gap) + 8] as const;
const titles = ['What the game showed', 'Perturbation, amplified', 'What the policy saw', 'Prescription'] as const;
const width = 860;
const headHeight = 22;
const rowHeight = side + 30;
const inkColour = 'var(--ink, #1f2937)';

function row(step: AttackedStep, top: number, largest: number, actionNames: readonly string[]): Html {
  const changes = Float64Array.from(step.perturbation, (change) => change * step.perturbationUnit);
  const attacked = step.observation.map((pixel, i) =>
    Math.round(Math.min(255, Math.max(0, pixel + 255 * changes[i]!))),
  );
  const name = (action: number) => actionNames[action] ?? `action ${action}`;
  const preferred = name(preferredAction(step));
  const outcome = isFlipped(step) ? `${name(step.cleanAction)} becomes ${preferred}` : `${preferred}, kept`;
  return html`
    ${picture(grey(step.observation), columns[0], top)}
    ${picture(coloured(changes, largest), columns[1], top)}
    ${picture(grey(attacked), columns[2], top)}
    ${bars(step, columns[3], top, actionNames)}
    ${text(`Agent step ${step.agentStep}: ${outcome}`, 0, top + side + 15, inkColour)}`;
}

function bars(step: AttackedStep, left: number, top: number, actionNames: readonly string[]): Html[] {
  const { prescription, cleanPrescription, cleanAction } = step;
  const preferred = preferredAction(step);
  const pitch = Math.min(26, side / prescription.length);
  const nameWidth = 104;
  const full = width - left - nameWidth - 1;
  const [chosen, wrong] = [seriesColours[0], seriesColours[1]];
  return [...prescription].map((probability, i) => {
    const y = top + i * pitch;
    const colour = i !== preferred ? mutedColour : preferred === cleanAction ? chosen : wrong;
    const barHeight = Math.max(2, pitch - 4);
    return html`${text(actionNames[i] ?? `action ${i}`, left, y + barHeight / 2 + 4, i === preferred || i === cleanAction ? inkColour : mutedColour)}
      <rect x="${left + nameWidth}" y="${y}" width="${(probability * full).toFixed(1)}" height="${barHeight}" fill="${colour}"/>
      <rect x="${left + nameWidth}" y="${y}" width="${((cleanPrescription[i] ?? 0) * full).toFixed(1)}" height="${barHeight}" fill="none" stroke="${inkColour}" stroke-opacity="0.75"/>`;
  });
}

function picture(png: Uint8Array, x: number, y: number): Html {
  const data = trusted(Buffer.from(png).toString('base64'));
  return html`<image x="${x}" y="${y}" width="${side}" height="${side}" style="image-rendering: pixelated" href="data:image/png;base64,${data}"/>`;
}

function text(words: string, x: number, y: number, colour: string, anchor: 'start' | 'end' = 'start'): Html {
  return html`<text x="${x}" y="${y}" fill="${colour}" text-anchor="${anchor}">${words}</text>`;
}

const frameSide = 84;

function grey(pixels: Uint8Array): Uint8Array {
  return encodePng({ width: frameSide, height: frameSide, pixels, channels: 1 });
}

/** Blue below 0, nearly black at 0, orange above. */
function coloured(changes: Float64Array, largest: number): Uint8Array {
  const pixels = new Uint8Array(changes.length * 3);
  changes.forEach((change, i) => {
    const strength = Math.min(1, Math.abs(change) / largest);
    const end = change < 0 ? [86, 180, 233] : [240, 145, 60];
    end.forEach((level, channel) => {
      pixels[3 * i + channel] = Math.round(22 + strength * (level - 22));
    });
  });
  return encodePng({ width: frameSide, height: frameSide, pixels, channels: 3 });
}

function isAttacked(step: ClipStep): step is AttackedStep {
  return step.perturbation !== null && step.cleanPrescription !== null;
}

/** Not two from the same moment. */
const leastDistanceAgentSteps = 8;

function mostMoved(steps: readonly AttackedStep[], count: number): AttackedStep[] {
  const chosen: AttackedStep[] = [];
  for (const step of [...steps].sort((a, b) => lossOf(b) - lossOf(a))) {
    const isApart = chosen.every(({ agentStep }) => Math.abs(agentStep - step.agentStep) >= leastDistanceAgentSteps);
    if (isApart && chosen.length < count) chosen.push(step);
  }
  return chosen.sort((a, b) => a.agentStep - b.agentStep);
}

/** Of the clean choice's prescription; a flip counts more than any loss without one. */
function lossOf(step: AttackedStep): number {
  const { prescription, cleanPrescription, cleanAction } = step;
  const lost = (cleanPrescription[cleanAction] ?? 0) - (prescription[cleanAction] ?? 0);
  return lost + (isFlipped(step) ? 1 : 0);
}

function largestChange({ perturbation, perturbationUnit }: AttackedStep): number {
  return perturbation.reduce((most, change) => Math.max(most, Math.abs(change)), 0) * perturbationUnit;
}

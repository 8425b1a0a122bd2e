/** The report: one HTML file that needs nothing else, and its table and figures as files of their own. */
import type { Clip, Comparison } from '@a2pd/core';
import { renderEpisodeGif } from './animation/episode-gif.js';
import { distillationCurves } from './figures/distillation-curves.js';
import type { Figure } from './figures/figure.js';
import { prescriptionGaps } from './figures/prescription-gaps.js';
import { returnHistogram } from './figures/return-histogram.js';
import { returnsByAttack } from './figures/returns-by-attack.js';
import { trainingCurve } from './figures/training-curve.js';
import { headlinePolicyOf, type ReportInput } from './input.js';
import { type Animation, type Figures, renderPage } from './page.js';
import { renderJsonTable, renderTextTable } from './table.js';

export interface Report {
  readonly html: string;
  /** For the terminal. */
  readonly tableText: string;
  /** Everything worth keeping, by path: the page, the table as text and JSON, the figures as SVG, the animation as GIF. */
  readonly files: Readonly<Record<string, Uint8Array | string>>;
}

export async function renderReport(input: ReportInput): Promise<Report> {
  const { figures, animation } = await renderFigures(input);
  const html = renderPage(input, figures, animation);
  const tableText = renderTextTable(input.comparison);
  const svgs = Object.values(figures).flatMap((figure: Figure | null) => figure ?? []);
  const files: Record<string, Uint8Array | string> = {
    'report.html': html,
    'table.txt': tableText,
    'table.json': renderJsonTable(input.comparison),
    ...Object.fromEntries(svgs.map((figure) => [`figures/${figure.id}.svg`, figure.svg])),
    ...(animation ? { 'figures/episode.gif': animation.gif.bytes } : {}),
  };
  return { html, tableText, files };
}

/** All figures that the input has records for. */
export async function renderFigures(input: ReportInput): Promise<{ figures: Figures; animation: Animation | null }> {
  const { comparison, evaluations, training = [], distillation = [] } = input;
  const figures = {
    returns: await returnsByAttack(comparison),
    histogram: await returnHistogram(evaluations),
    gaps: await prescriptionGaps(comparison),
    training: training.length > 0 ? await trainingCurve(training) : null,
    distillation: distillation.length > 0 ? await distillationCurves(distillation) : null,
  };
  return { figures, animation: animate(input) };
}

function animate(input: ReportInput): Animation | null {
  const { evaluations, comparison, actionNames = [] } = input;
  const policyName = headlinePolicyOf(input);
  const recorded = evaluations.flatMap(({ summary, clip }) =>
    clip && summary.policyName === policyName ? [{ summary, clip }] : [],
  );
  const clean = recorded.find(({ summary }) => summary.attack === null);
  const isWorst = (label: string) => isWorstAttack(comparison, policyName, label);
  const attacked =
    recorded.find(({ summary }) => isWorst(summary.attackLabel)) ??
    recorded.find(({ summary }) => summary.attack !== null);
  const shown = [clean, attacked].flatMap((entry) => entry ?? []);
  if (shown.length === 0 || policyName === undefined) return null;
  const titled = shown.map(({ summary, clip }): { title: string; clip: Clip } => ({
    title: `${summary.policyName}: ${summary.attackLabel}`,
    clip,
  }));
  return { policyName, attackLabel: attacked?.summary.attackLabel ?? null, gif: renderEpisodeGif(titled, actionNames) };
}

function isWorstAttack({ rows }: Comparison, policyName: string | undefined, attackLabel: string): boolean {
  return rows.some(
    ({ summary, worstAttack }) =>
      worstAttack && summary.policyName === policyName && summary.attackLabel === attackLabel,
  );
}

/** The report: one HTML file that needs nothing else, and its table and figures as files of their own. */
import { type Clip, type Comparison, type EvaluationRecord, type EvaluationSummary, visible } from '@a2pd/core';
import { renderEpisodeGif } from './animation/episode-gif.js';
import { relativeRobustnessBeside } from './beside-paper.js';
import { distillationCurves } from './figures/distillation-curves.js';
import type { Figure } from './figures/figure.js';
import { filmStrip } from './figures/film-strip.js';
import { prescriptionGaps } from './figures/prescription-gaps.js';
import { relativeRobustness } from './figures/relative-robustness.js';
import { returnHistogram } from './figures/return-histogram.js';
import { returnsByAttack } from './figures/returns-by-attack.js';
import { returnsByEpsilon, returnsBySteps } from './figures/returns-by-strength.js';
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
  const html = visible(renderPage(input, figures, animation));
  const tableText = visible(renderTextTable(input));
  const svgs = Object.values(figures).flatMap((figure: Figure | null) => figure ?? []);
  const files: Record<string, Uint8Array | string> = {
    'report.html': html,
    'table.txt': tableText,
    'table.json': visible(renderJsonTable(input)),
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
    byEpsilon: await returnsByEpsilon(comparison),
    bySteps: await returnsBySteps(comparison),
    relativeRobustness: await relativeRobustness(relativeRobustnessBeside(input)),
    filmStrip: stripOf(input),
    training: training.length > 0 ? await trainingCurve(training) : null,
    distillation: distillation.length > 0 ? await distillationCurves(distillation) : null,
  };
  return { figures, animation: animate(input) };
}

function animate(input: ReportInput): Animation | null {
  const { evaluations, actionNames = [] } = input;
  const policyName = headlinePolicyOf(input);
  const attacked = attackedRecordOf(input);
  const filmed = evaluations.filter(
    ({ summary, clip }) => clip && isUnderName(policyName, summary) && summary.attack === null,
  );
  const clean = filmed.find(({ clip }) => clip?.seed === attacked?.clip?.seed) ?? filmed[0];
  const shown = [clean, attacked].flatMap((entry) => (entry?.clip ? { summary: entry.summary, clip: entry.clip } : []));
  if (shown.length === 0 || policyName === undefined) return null;
  const titled = shown.map(({ summary, clip }): { title: string; clip: Clip } => ({
    title: `${summary.policyName}: ${summary.attackLabel}`,
    clip,
  }));
  const attackLabel = attacked?.summary.attackLabel;
  return {
    shows: describe(policyName, clean?.clip, attacked?.clip, attackLabel),
    gif: renderEpisodeGif(titled, actionNames),
  };
}

function describe(
  policyName: string,
  clean: Clip | null | undefined,
  attacked: Clip | null | undefined,
  attackLabel = '',
): string {
  if (!attacked) return `${policyName} without an attack`;
  if (!clean) return `${policyName} under ${attackLabel}`;
  const seeds = clean.seed === attacked.seed ? 'from the same seed' : 'from different seeds';
  return `${policyName} without an attack (left) and under ${attackLabel} (right), ${seeds}`;
}

function stripOf(input: ReportInput): Figure | null {
  const attacked = attackedRecordOf(input);
  if (!attacked?.clip) return null;
  const { policyName, attackLabel } = attacked.summary;
  return filmStrip(attacked.clip, { policyName, attackLabel, actionNames: input.actionNames ?? [] });
}

/** The headline policy under its worst attack that was filmed, or under any. */
function attackedRecordOf(input: ReportInput): EvaluationRecord | undefined {
  const policyName = headlinePolicyOf(input);
  const filmed = input.evaluations.filter(
    ({ summary, clip }) => clip && isUnderName(policyName, summary) && summary.attack !== null,
  );
  return filmed.find(({ summary }) => isWorstAttack(input.comparison, policyName, summary.attackLabel)) ?? filmed[0];
}

function isUnderName(policyName: string | undefined, summary: EvaluationSummary): boolean {
  return summary.policyName === policyName;
}

function isWorstAttack({ rows }: Comparison, policyName: string | undefined, attackLabel: string): boolean {
  return rows.some(
    ({ summary, worstAttack }) =>
      worstAttack && summary.policyName === policyName && summary.attackLabel === attackLabel,
  );
}

/** The look all figures share. Colours are CSS variables, so that one SVG reads well on light and on dark paper. */
import type { EvaluationSummary } from '@a2pd/core';
import type { Config } from 'vega-lite';

/** After Okabe and Ito: told apart with every common colour blindness. A file shown by itself takes the fallbacks. */
export const seriesColours = [
  'var(--series-1, #0072b2)',
  'var(--series-2, #d55e00)',
  'var(--series-3, #009e73)',
  'var(--series-4, #a3588a)',
  'var(--series-5, #7f6a00)',
  'var(--series-6, #4b8fc4)',
] as const;

export const mutedColour = 'var(--muted, #6b7280)';
const inkColour = 'var(--ink, #1f2937)';
const ruleColour = 'var(--rule, #d1d5db)';
const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif';

export const themeConfig: Config = {
  background: 'transparent',
  font,
  view: { stroke: null },
  axis: {
    domainColor: ruleColour,
    gridColor: ruleColour,
    gridOpacity: 0.6,
    tickColor: ruleColour,
    labelColor: mutedColour,
    labelFontSize: 11,
    titleColor: inkColour,
    titleFontSize: 11,
    titleFontWeight: 'normal',
    titlePadding: 8,
    labelLimit: 240,
  },
  axisY: { domain: false, ticks: false, titleAnchor: 'end' },
  legend: {
    orient: 'top',
    title: null,
    labelColor: inkColour,
    labelFontSize: 12,
    labelLimit: 220,
    symbolStrokeWidth: 2,
    symbolOpacity: 1,
    offset: 6,
  },
  header: { labelColor: inkColour, labelFontSize: 11, title: null, labelLimit: 240 },
  title: { color: inkColour, fontSize: 12, fontWeight: 600, anchor: 'start', offset: 8 },
  text: { color: mutedColour, fontSize: 11 },
};

/** Attacks from top to bottom: none first, then as they come. */
export function attackOrder(summaries: readonly EvaluationSummary[]): string[] {
  const natural = summaries.filter((summary) => summary.attack === null);
  return [...new Set([...natural, ...summaries].map((summary) => summary.attackLabel))];
}

/** Colours by policy, the same in every figure of a report. */
export function policyScale(policyNames: readonly string[]): { domain: string[]; range: string[] } {
  const domain = [...new Set(policyNames)];
  return { domain, range: domain.map((_, i) => seriesColours[i % seriesColours.length]!) };
}

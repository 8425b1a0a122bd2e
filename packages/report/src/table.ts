/** The results table: one row for each policy and attack, as text for a terminal and as JSON with units in its names. */
import type { Comparison, ResultRow } from '@a2pd/core';
import {
  formatCount,
  formatInterval,
  formatMeanAndDeviation,
  formatPercent,
  formatReturn,
  formatShare,
} from './format.js';

export interface TableColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly cell: (row: ResultRow) => string;
}

export const resultColumns: readonly TableColumn[] = [
  { title: 'Policy', align: 'left', cell: ({ summary }) => summary.policyName },
  { title: 'Attack', align: 'left', cell: ({ summary }) => summary.attackLabel },
  {
    title: 'Mean ± std',
    align: 'right',
    cell: ({ summary: { returns } }) => formatMeanAndDeviation(returns.mean, returns.standardDeviation),
  },
  {
    title: 'IQM [95% interval]',
    align: 'right',
    cell: ({ summary: { returns } }) =>
      `${formatReturn(returns.interquartileMean)} ${formatInterval(returns.interquartileMeanInterval95)}`,
  },
  {
    title: 'Min to max',
    align: 'right',
    cell: ({ summary: { returns } }) => `${formatReturn(returns.min)} to ${formatReturn(returns.max)}`,
  },
  { title: 'Relative', align: 'right', cell: (row) => formatPercent(row.relativeRobustnessPercent) },
  { title: 'Normalised', align: 'right', cell: (row) => formatPercent(row.normalisedRobustnessPercent) },
  { title: 'Flips', align: 'right', cell: ({ summary }) => formatShare(summary.actionFlipRate) },
  {
    title: 'Episodes (distinct)',
    align: 'right',
    cell: ({ summary: { returns } }) => `${formatCount(returns.episodes)} (${formatCount(returns.distinctEpisodes)})`,
  },
];

/** A terminal has no bold row for the worst attack. */
const markColumn: TableColumn = { title: ' ', align: 'left', cell: ({ worstAttack }) => (worstAttack ? '▸' : '') };

/** What the columns mean, in one line each. */
export const tableNotes: readonly string[] = [
  'Returns are raw game scores, undiscounted; std is of the population; the worst attack tried on a policy is marked.',
  'IQM: interquartile mean, with its 95% bootstrap percentile interval.',
  'Relative: mean return under attack / natural mean return (Eq. 20); undefined where the natural mean is not above 0.',
  'Normalised: the same with the random agent’s return taken off both.',
];

const flipsNote = 'Flips: share of agent steps where the attack changed the policy’s action.';

/** The results as aligned plain text, with its notes. */
export function renderTextTable(comparison: Comparison): string {
  const columns = [markColumn, ...resultColumns.filter((column) => column.title !== 'Min to max')];
  const cells = comparison.rows.map((row) => columns.map((column) => onOneLine(column.cell(row))));
  const titles = columns.map((column) => column.title);
  const widths = titles.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (columns[i]!.align === 'left' ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const flagged = comparison.findings.filter((finding) => finding.verdict === 'flagged');
  const audit = flagged.map(({ policyName, check, detail }) =>
    onOneLine(`! ${policyName}: NOT SO: ${check} (${detail})`),
  );
  return [
    line(titles),
    rule,
    ...cells.map(line),
    '',
    ...audit,
    ...(audit.length > 0 ? [''] : []),
    ...tableNotes,
    flipsNote,
    '',
  ].join('\n');
}

/** The results as JSON: an array of flat rows. */
export function renderJsonTable(comparison: Comparison): string {
  const rows = comparison.rows.map(({ summary, ...robustness }) => {
    const { returns, ...rest } = summary;
    return { ...rest, ...returns, ...robustness };
  });
  return `${JSON.stringify(rows, null, 2)}\n`;
}

/** Control characters in a name must not move the terminal's cursor. */
function onOneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

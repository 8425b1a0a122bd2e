/** The results table: one row for each policy and attack, as text for a terminal and as JSON with units in its names. */
import type { ResultRow } from '@a2pd/core';
import { type Audited, caveatNotes, caveatsOf, certificateNotes, marked } from './caveats.js';
import { certifiedLines } from './certified-play.js';
import {
  formatCount,
  formatInterval,
  formatMeanAndDeviation,
  formatPercent,
  formatReturn,
  formatShare,
  notMeasured,
} from './format.js';
import type { ReportInput } from './input.js';
import { labelOf } from './labels.js';

type Compared = Pick<ReportInput, 'comparison' | 'audits' | 'certifiedPlay' | 'certificateFindings'>;

export interface TableColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly cell: (row: ResultRow) => string;
}

const identityColumns: readonly TableColumn[] = [
  { title: 'Policy', align: 'left', cell: ({ summary }) => summary.policyName },
  { title: 'Attack', align: 'left', cell: ({ summary }) => summary.attackLabel },
];

const returnColumns: readonly TableColumn[] = [
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
];

const behaviourColumns: readonly TableColumn[] = [
  { title: 'Flips', align: 'right', cell: ({ summary }) => formatShare(summary.actionFlipRate) },
  {
    title: 'Episodes',
    align: 'right',
    cell: ({ summary: { returns } }) => `${formatCount(returns.episodes)} (${formatCount(returns.distinctEpisodes)})`,
  },
];

/** What the share that a policy keeps is worth stands beside it. */
function robustnessColumns(audited: Audited): TableColumn[] {
  const column = (title: string, percentOf: (row: ResultRow) => number | null): TableColumn => {
    const cell = (row: ResultRow) => {
      const percent = percentOf(row);
      return percent === null
        ? notMeasured
        : marked(formatPercent(percent), caveatsOf(audited, row.summary.policyName));
    };
    return { title, align: 'right', cell };
  };
  return [
    column('Relative', (row) => row.relativeRobustnessPercent),
    column('Normalised', (row) => row.normalisedRobustnessPercent),
  ];
}

const labelColumn: TableColumn = { title: 'Label', align: 'left', cell: ({ summary }) => labelOf(summary) };

export function resultColumns(audited: Audited): readonly TableColumn[] {
  return [...identityColumns, labelColumn, ...returnColumns, ...robustnessColumns(audited), ...behaviourColumns];
}

/** A terminal has no bold row for the worst attack. */
const markColumn: TableColumn = { title: ' ', align: 'left', cell: ({ worstAttack }) => (worstAttack ? '▸' : '') };

/** What the columns mean, in one line each. */
export const tableNotes: readonly string[] = [
  'Returns are raw game scores, undiscounted; std is of the population; the worst attack tried on a policy is marked.',
  'IQM: interquartile mean, with its 95% bootstrap percentile interval. Episodes: in brackets how many of them differ.',
  'Relative: mean return under attack / natural mean return (Eq. 20); undefined where the natural mean is not above 0.',
  'Normalised: the same with the random agent’s return taken off both.',
  'Label: whose action the attack led away from, the teacher’s (Eq. 19) or the policy’s own: two threats.',
];

const flipsNote = 'Flips: share of agent steps where the attack changed the policy’s action.';

/** The results as aligned plain text, with its notes. */
export function renderTextTable(audited: Compared): string {
  const { comparison } = audited;
  const columns = [markColumn, ...resultColumns(audited).filter((column) => column.title !== 'Min to max')];
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
  const policyNames = comparison.rows.map(({ summary }) => summary.policyName);
  audit.push(...caveatNotes(audited, policyNames).map(onOneLine));
  const { certifiedPlay = [], certificateFindings = [] } = audited;
  const doubted = certificateFindings.map(({ policyName }) => policyName);
  const proved = [...certifiedLines(certifiedPlay), ...certificateNotes(audited, doubted)].map(onOneLine);
  return [
    line(titles),
    rule,
    ...cells.map(line),
    '',
    ...audit,
    ...(audit.length > 0 ? [''] : []),
    ...proved,
    ...(proved.length > 0 ? [''] : []),
    ...tableNotes,
    flipsNote,
    '',
  ].join('\n');
}

/** The results as JSON: an array of flat rows. */
export function renderJsonTable(audited: Compared): string {
  const { comparison } = audited;
  const rows = comparison.rows.map(({ summary, ...robustness }) => {
    const { returns, ...rest } = summary;
    return { ...rest, ...returns, ...robustness, caveats: caveatsOf(audited, summary.policyName) };
  });
  return `${JSON.stringify(rows, null, 2)}\n`;
}

/** Control characters in a name must not move the terminal's cursor. */
function onOneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

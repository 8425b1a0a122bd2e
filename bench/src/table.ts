/** Rows as a table: aligned for a terminal, or in Markdown for docs/results. */
import { quantile } from '@a2pd/core';
import { type Row, reachesGoal } from './row.js';

const columns: readonly (readonly [title: string, cell: (row: Row) => string])[] = [
  ['case', (row) => row.case],
  ['unit', (row) => row.unit],
  ['ours', (row) => measured(row.ours, row.oursRounds)],
  ['peer', (row) => (row.peer === undefined ? '' : measured(row.peer, row.peerRounds))],
  ['peer name', (row) => row.peerName ?? ''],
  ['ratio', (row) => (row.ratio === undefined ? '' : `${row.ratio.toFixed(2)}x`)],
  ['goal', goal],
  ['peak memory, ours / peer', memory],
  ['agreement', (row) => row.agreement ?? ''],
];

/** Columns that no row fills are left out. */
export function textTable(rows: readonly Row[]): string {
  const { titles, cells } = filledColumns(rows);
  const widths = titles.map((title, i) => Math.max(title.length, ...cells.map((line) => line[i]!.length)));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, i) => text.padEnd(widths[i]!))
      .join('  ')
      .trimEnd();
  return [line(titles), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}

export function markdownTable(rows: readonly Row[]): string {
  const { titles, cells } = filledColumns(rows);
  const line = (texts: readonly string[]) => `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...cells.map(line)].join('\n');
}

function filledColumns(rows: readonly Row[]): { titles: string[]; cells: string[][] } {
  const filled = columns.filter(([, cell]) => rows.some((row) => cell(row) !== ''));
  return { titles: filled.map(([title]) => title), cells: rows.map((row) => filled.map(([, cell]) => cell(row))) };
}

/** A median, and in brackets the middle half of the rounds it is of: "12.3 (12.1-12.9)". */
function measured(value: number, rounds: readonly number[] = []): string {
  if (rounds.length < 3) return number(value);
  return `${number(value)} (${number(quantile(rounds, 0.25))}-${number(quantile(rounds, 0.75))})`;
}

/** Three digits that count: 0.0123, 1.23, 12.3, 123, 12345. */
function number(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

function goal(row: Row): string {
  const isReached = reachesGoal(row);
  if (isReached === undefined) return '';
  const parts = [
    ...(row.goalRatio === undefined ? [] : [`>= ${row.goalRatio}x`]),
    ...(row.goalOurs === undefined ? [] : [`<= ${row.goalOurs} ${row.unit}`]),
  ];
  return `${parts.join(', ')} ${isReached ? 'yes' : 'no'}`;
}

function memory({ oursPeakBytes, peerPeakBytes }: Row): string {
  if (oursPeakBytes === undefined && peerPeakBytes === undefined) return '';
  const mebibytes = (bytes: number | undefined) => (bytes === undefined ? '-' : (bytes / 2 ** 20).toFixed(0));
  return `${mebibytes(oursPeakBytes)} / ${mebibytes(peerPeakBytes)} MiB`;
}

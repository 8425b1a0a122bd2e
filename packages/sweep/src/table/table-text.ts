/** A sweep's table as text: Markdown for people, CSV (RFC 4180) for other programs. */
import { visibleWord } from '@a2pd/core';
import type { CoordinateValue } from '../coordinates.js';
import { describeNumber } from '../describe-number.js';
import type { Cell, SweepTable, TableRow } from './table.js';

/** Each figure as "mean ± half width of its 95% interval"; a single seed's figure stands alone. */
export function tableToMarkdown({ axes, metrics, rows }: SweepTable): string {
  const header = [...axes, 'seeds', ...metrics];
  const lines = rows.map((row) => [
    ...axes.map((axis) => describe(row.coordinates[axis])),
    describeSeeds(row),
    ...metrics.map((metric) => describeCell(row.cells[metric])),
  ]);
  const widths = header.map((title, i) => Math.max(3, ...[title, ...lines.map((line) => line[i]!)].map(lengthOf)));
  const toLine = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell + ' '.repeat(widths[i]! - lengthOf(cell))).join(' | ')} |`;
  return [toLine(header), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...lines.map(toLine)].join(
    '\n',
  );
}

/** One line a row; for each figure its mean and the ends of its 95% interval, empty where there is none. */
export function tableToCsv({ axes, metrics, rows }: SweepTable): string {
  const header = [
    ...axes,
    'seeds',
    'lacking seeds',
    ...metrics.flatMap((metric) => [metric, `${metric} low95`, `${metric} high95`]),
  ];
  const lines = rows.map((row) => [
    ...axes.map((axis) => String(row.coordinates[axis] ?? '')),
    row.seeds.join(' '),
    row.lackingSeeds.join(' '),
    ...metrics.flatMap((metric) => csvCells(row.cells[metric])),
  ]);
  return [header, ...lines].map((line) => `${line.map(quote).join(',')}\r\n`).join('');
}

function describe(value: CoordinateValue | undefined): string {
  return typeof value === 'number' ? describeNumber(value) : visibleWord(String(value ?? '-'));
}

function describeSeeds({ seeds, lackingSeeds }: TableRow): string {
  const lacking = lackingSeeds.length > 0 ? `lacks ${lackingSeeds.join(' ')}` : '';
  return [seeds.join(' '), lacking].filter((part) => part !== '').join(', ');
}

function describeCell(cell: Cell | undefined): string {
  if (cell === undefined) return '-';
  const { mean, halfWidth95 } = cell;
  return halfWidth95 === null ? round(mean) : `${round(mean)} ± ${round(halfWidth95)}`;
}

function csvCells(cell: Cell | undefined): string[] {
  if (cell === undefined) return ['', '', ''];
  const { mean, halfWidth95 } = cell;
  if (halfWidth95 === null) return [String(mean), '', ''];
  return [mean, mean - halfWidth95, mean + halfWidth95].map(String);
}

function round(value: number): string {
  return Math.abs(value) >= 1000 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 10 ? 2 : 3);
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Characters as a terminal counts them. */
function lengthOf(text: string): number {
  return [...text].length;
}

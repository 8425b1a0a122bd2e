/** Tables 1 to 3 of the paper in Markdown, ours beside the paper's. */
import { type BesideCell, type BesideRow, besidePaper, type RelativeRobustness } from '../beside-paper.js';
import { marked } from '../caveats.js';
import { formatPercent, gameTitle, notMeasured } from '../format.js';
import { escapeMarkdown, type MarkdownCell, renderMarkdownTable } from '../markdown.js';
import { isPaperGame, paperAttackLabels } from '../paper-comparison.js';
import { secondsPerEpoch } from '../paper-tables.js';
import type { PaperGameResults } from './input.js';
import { secondsOfPaperEpoch } from './paper-epoch.js';

/** Table 1 of one game: our policies first, the paper's methods below them. */
export function returnsTable(game: PaperGameResults): string {
  const { columns, rows } = besidePaper(game);
  const isSmall = (name: string) => game.policies.some((policy) => policy.policyName === name && policy.isSmallNetwork);
  return renderMarkdownTable(
    ['Policy', 'Audit', ...columns.map(({ title }) => title)],
    rows.map((row): MarkdownCell[] => [
      nameCell(row, isSmall(row.name)),
      row.badge?.text ?? '',
      ...row.cells.map((cells, i) => returnCell(cells, columns[i]?.isHeadline ?? false)),
    ]),
  );
}

/** What one judges by, as `besidePaper` calls the columns. */
const mainColumns = [
  paperAttackLabels.natural,
  paperAttackLabels['pgd-10-1'],
  `${paperAttackLabels['pgd-10-1']}, own label`,
  'Worst of all, ε ≤ 1/255',
  'Certified return, ε = 1/255',
];

/** Of Table 1 our policies of every game, with the columns to judge by, as far as any of them has a figure there. */
export function mainReturnsTable(games: readonly PaperGameResults[]): string {
  const tables = games.map((game) => ({ game: game.game, ...besidePaper(game) }));
  const titles = mainColumns.filter((title) =>
    tables.some(({ columns }) => columns.some((column) => column.title === title)),
  );
  const rows = tables.flatMap(({ game, columns, rows }) =>
    rows
      .filter(({ isOurs }) => isOurs)
      .map((row): MarkdownCell[] => [
        ...[gameTitle(game), row.name, row.badge?.text ?? ''],
        ...titles.map((title) => {
          const index = columns.findIndex((column) => column.title === title);
          return returnCell(row.cells[index] ?? [], columns[index]?.isHeadline ?? false);
        }),
      ]),
  );
  return renderMarkdownTable(['Game', 'Policy', 'Audit', ...titles], rows);
}

function nameCell({ name, isOurs, standsFor }: BesideRow, isSmall: boolean): MarkdownCell {
  if (!isOurs) return { markdown: `_paper:_ ${escapeMarkdown(name)}` };
  const notes = [...(standsFor ? [`for ${standsFor}`] : []), ...(isSmall ? ['small network'] : [])];
  return {
    markdown: `**${escapeMarkdown(name)}**${notes.length > 0 ? `<br>${escapeMarkdown(notes.join(', '))}` : ''}`,
  };
}

function returnCell(cells: readonly BesideCell[], isHeadline: boolean): MarkdownCell {
  if (cells.length === 0) return notMeasured;
  const lines = cells.map(({ figure, detail }) => {
    const text = escapeMarkdown(figure);
    return `${isHeadline ? `**${text}**` : text}<br><sub>${escapeMarkdown(detail)}</sub>`;
  });
  return { markdown: lines.join('<br>') };
}

/** Table 2: one row a method, one column a game. */
export function robustnessTable(bars: readonly RelativeRobustness[]): string {
  const games = [...new Set(bars.map(({ game }) => game))];
  const names = [...new Set(bars.map(({ name, isOurs }) => `${isOurs ? 'ours' : 'paper'}: ${name}`))];
  const cellOf = (name: string, game: string): MarkdownCell => {
    const bar = bars.find((each) => each.game === game && `${each.isOurs ? 'ours' : 'paper'}: ${each.name}` === name);
    if (!bar) return notMeasured;
    const detail = bar.isOurs ? `<br><sub>${escapeMarkdown([bar.detail, ...bar.caveats].join('; '))}</sub>` : '';
    return { markdown: `${marked(formatPercent(bar.percent), bar.caveats)}${detail}` };
  };
  return renderMarkdownTable(
    ['Method', ...games.map(gameTitle)],
    names.map((name) => [name, ...games.map((game) => cellOf(name, game))]),
  );
}

/** Table 3: seconds an epoch; ours as measured while training, scaled to as many pairs. Empty without a measurement. */
export function secondsTable(games: readonly PaperGameResults[]): string {
  const rows = games.flatMap(({ game, policies }) =>
    policies.flatMap(({ distillation, policyName }) => {
      const scaled = distillation && secondsOfPaperEpoch(distillation);
      if (!scaled) return [];
      const { methodLabel, epochPairs } = distillation;
      const papers = isPaperGame(game) ? paperSeconds(game, methodLabel) : null;
      return [
        [
          ...[gameTitle(game), policyName, methodLabel, scaled.toFixed(1), epochPairs!.toLocaleString('en')],
          papers === null ? notMeasured : papers.toFixed(1),
        ],
      ];
    }),
  );
  if (rows.length === 0) return '';
  const titles = ['Game', 'Policy', 'Method', 'Ours, s for 9e4 pairs', 'Pairs of an epoch', 'Paper (RTX 2080 Ti), s'];
  return renderMarkdownTable(titles, rows);
}

function paperSeconds(game: keyof typeof secondsPerEpoch, methodLabel: string): number | null {
  const row: Readonly<Record<string, number>> = secondsPerEpoch[game];
  return Object.hasOwn(row, methodLabel) ? (row[methodLabel] ?? null) : null;
}

/** The table of a sweep on disk: an artefact of Markdown, CSV and JSON, with the results it was made from as parents. */
import { type ParentReference, writeArtefact } from '@a2pd/artefact';
import type { Grid } from '../grid.js';
import type { SweepTable } from './table.js';
import { tableToCsv, tableToMarkdown } from './table-text.js';

/** The table with every figure, for other programs. */
export const tableFile = 'table.json';

export interface SweepRecord {
  readonly grid: Grid;
  readonly table: SweepTable;
  /** What each job of the plan came to, by folder name. */
  readonly jobs: Readonly<Record<string, unknown>>;
  readonly seeds: readonly unknown[];
  readonly parents: readonly ParentReference[];
  readonly scaledDown: string | undefined;
}

/** @throws A2pdError FILE_UNAVAILABLE when it cannot be written. */
export async function writeTable(directory: string, record: SweepRecord): Promise<void> {
  const { grid, table, jobs, seeds, parents, scaledDown } = record;
  const games = new Set(table.rows.map(({ coordinates }) => String(coordinates.game)));
  await writeArtefact(
    directory,
    {
      kind: 'sweep-table',
      game: games.size === 1 ? [...games][0] : undefined,
      config: { ...grid },
      seeds: { distill: seeds, evaluation: grid.evaluate.seed },
      parents: [...parents],
      scaledDown,
    },
    {
      'table.md': `${tableToMarkdown(table)}\n`,
      'table.csv': tableToCsv(table),
      [tableFile]: `${JSON.stringify({ ...table, jobs }, null, 2)}\n`,
    },
  );
}

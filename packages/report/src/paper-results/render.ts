/**
 * The generated results: Tables 1 to 3 and Figs. 2 to 6 of the paper as far as our records reach, in Markdown with figures as
 * SVG files, so that they can be read where the source is.
 */
import { figureList } from './figure-list.js';
import { gamePage, gamePagePath } from './game-page.js';
import { generatedLine } from './generated.js';
import type { PaperResultsInput } from './input.js';
import { tablesPage } from './tables-page.js';

export interface PaperResultsFiles {
  /** By path: `tables.md`, and `game-<game>.md` for each game. The first line of each says what made it. */
  readonly pages: Readonly<Record<string, string>>;
  /** By path: `figures/*.svg`. */
  readonly figures: Readonly<Record<string, string>>;
}

export async function renderPaperResults({ games, repeated, command }: PaperResultsInput): Promise<PaperResultsFiles> {
  const figures = figureList();
  const page = (parts: readonly string[]) =>
    `${[generatedLine(command), ...parts].filter((part) => part !== '').join('\n\n')}\n`;
  const pages: Record<string, string> = { 'tables.md': page(await tablesPage({ games, repeated }, figures)) };
  for (const game of games) pages[gamePagePath(game.game)] = page(await gamePage(game, repeated, figures));
  return { pages, figures: figures.files };
}

/** The page over all games: the main returns, Tables 2 and 3 and Figs. 2 to 6 of the paper as far as our records reach. */
import { relativeRobustnessBeside } from '../beside-paper.js';
import { relativeRobustness } from '../figures/relative-robustness.js';
import { gameTitle } from '../format.js';
import { escapeMarkdown } from '../markdown.js';
import { paperOddities } from '../paper-tables.js';
import { costAgainstRobustness } from './cost-against-robustness.js';
import type { FigureList } from './figure-list.js';
import { convergenceByBeta, convergenceByEta, gapsByGame, returnsByBeta } from './figures.js';
import { gamePagePath } from './game-page.js';
import type { PaperResultsInput } from './input.js';
import { overSeeds } from './over-seeds.js';
import { mainReturnsTable, robustnessTable, secondsTable } from './tables.js';

/** The parts of the page below its first line; those that are empty are left out. */
export async function tablesPage(
  { games, repeated }: Pick<PaperResultsInput, 'games' | 'repeated'>,
  { show }: FigureList,
): Promise<string[]> {
  const bars = games.flatMap(relativeRobustnessBeside);
  const seconds = secondsTable(games);
  const pages = games.map(({ game }) => `[${escapeMarkdown(gameTitle(game))}](${gamePagePath(game)})`);
  return [
    '# Tables and figures over all games',
    `Each game has a page of its own, with the paper’s figures beside ours: ${pages.join(', ')}. [The records](records.json) are what all of them are made of.`,
    '## Table 1 in short: our returns',
    'Mean ± standard deviation of raw returns, with the number of episodes; what the columns mean is said on the games’ pages.',
    mainReturnsTable(games),
    ...overSeeds(repeated),
    '## Table 2: relative robustness',
    'Mean return under PGD-10 at ε = 1/255 over natural mean return (Eq. 20). ✗: says little, for the reason below it.',
    robustnessTable(bars),
    show(await relativeRobustness(bars)),
    ...(seconds === '' ? [] : ['## Table 3: seconds an epoch', secondsCaption, seconds]),
    show(await costAgainstRobustness(games)),
    show(await returnsByBeta(games)),
    show(await convergenceByBeta(games)),
    show(await convergenceByEta(games)),
    show(await gapsByGame(games)),
    '## Where the paper contradicts itself or its sources',
    paperOddities.map(({ note }) => `- ${escapeMarkdown(note)}`).join('\n'),
  ];
}

const secondsCaption =
  'Of the trainings that made these students, each beside whatever else its machine did: `pnpm bench distill` compares the methods side by side.';

/**
 * The results page: Tables 1 to 3 and Figs. 2 to 6 of the paper as far as our records reach, in Markdown with figures as
 * SVG files, so that it can be read where the source is.
 */
import { type AuditRecord, formatEpsilon } from '@a2pd/core';
import { relativeRobustnessBeside } from '../beside-paper.js';
import { caveatNotes, certificateNotes } from '../caveats.js';
import type { Figure } from '../figures/figure.js';
import { relativeRobustness } from '../figures/relative-robustness.js';
import { returnsByEpsilon, returnsBySteps } from '../figures/returns-by-strength.js';
import { formatShareWithin, gameTitle } from '../format.js';
import { escapeMarkdown, renderMarkdownTable } from '../markdown.js';
import { paperOddities } from '../paper-tables.js';
import { convergenceByBeta, convergenceByEta, gapsByGame, returnsByBeta } from './figures.js';
import type { PaperGameResults, PaperPolicy, PaperResultsInput } from './input.js';
import { renderReading } from './reading.js';
import { returnsTable, robustnessTable, secondsTable } from './tables.js';

/** The files of the page by path: `README.md` and `figures/*.svg`. */
export async function renderPaperResults(input: PaperResultsInput): Promise<Readonly<Record<string, string>>> {
  const { games, reading, command } = input;
  const figures: Figure[] = [];
  const show = (figure: Figure | null): string => {
    if (!figure) return '';
    figures.push(figure);
    return `### ${figure.title}\n\n![${escapeMarkdown(figure.title)}](figures/${figure.id}.svg)\n\n${escapeMarkdown(figure.caption)}`;
  };
  const bars = games.flatMap(relativeRobustnessBeside);
  const seconds = secondsTable(games);
  const sections = [
    '# Results',
    `Made by \`${command}\` from the records of the policies below; every return carries its episodes and its interval. Regenerate, do not edit, but for the part by hand.`,
    '## Reading',
    renderReading(reading),
    '## Table 1: returns',
    'Mean ± standard deviation of raw returns; below it the interquartile mean with its 95% bootstrap interval and the number of episodes. _Worst of all_: the lowest mean return that is known under our attacks within ε, of one of them or of several together (for each episode’s seed the lowest), away from the teacher’s action and from the policy’s own; where only one of the two was tried, the cell says so; the figure to judge by. The columns of the paper’s attacks lead away from the teacher’s action (Eq. 19); _own label_: away from the policy’s own. _Certified return_: the mean least return that any attack within ε can leave, whatever it is; of an episode with an open state only what the game can no longer take away counts. _Certified_: share of states whose action provably cannot be changed. The audit asks whether a policy is robust or only hides its gradients; in brackets the 95% interval over episodes.',
    ...(await Promise.all(games.map((game) => gameSection(game, show)))),
    '## Table 2: relative robustness',
    'Mean return under PGD-10 at ε = 1/255 over natural mean return (Eq. 20). ✗: says little, for the reason below it.',
    robustnessTable(bars),
    show(await relativeRobustness(bars)),
    ...(seconds === '' ? [] : ['## Table 3: seconds an epoch', secondsCaption, seconds]),
    '## Figures',
    show(await returnsByBeta(games)),
    show(await convergenceByBeta(games)),
    show(await convergenceByEta(games)),
    show(await gapsByGame(games)),
    '## Where the paper contradicts itself or its sources',
    paperOddities.map(({ note }) => `- ${escapeMarkdown(note)}`).join('\n'),
    '## Policies',
    policiesTable(games),
  ];
  const page = `${sections.filter((section) => section !== '').join('\n\n')}\n`;
  return {
    'README.md': page,
    ...Object.fromEntries(figures.map(({ id, svg }) => [`figures/${id}.svg`, onPaper(svg)])),
  };
}

async function gameSection(game: PaperGameResults, show: (figure: Figure | null) => string): Promise<string> {
  const named = (figure: Figure | null) =>
    figure && { ...figure, id: `${game.game}-${figure.id}`, title: `${gameTitle(game.game)}: ${figure.title}` };
  const policyNames = game.policies.map(({ policyName }) => policyName);
  const notes = game.policies.flatMap(({ policyName, note }) =>
    note === null ? [] : [`**${escapeMarkdown(policyName)}: ${escapeMarkdown(note)}**`],
  );
  return [
    `### ${gameTitle(game.game)}`,
    ...notes,
    ...[...caveatNotes(game, policyNames), ...certificateNotes(game, policyNames)].map(
      (note) => `**${escapeMarkdown(note)}**`,
    ),
    returnsTable(game),
    ...(game.audits ?? []).map(auditDetails),
    show(named(await returnsByEpsilon(game.comparison))),
    show(named(await returnsBySteps(game.comparison))),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Folded: the badge in the table above says the verdict. */
function auditDetails(record: AuditRecord): string {
  const { policyName, verdict, checks, states, episodes, epsilon, worstCaseFlipRate, worstCaseInterval95 } = record;
  const of = episodes === null ? `${states} states` : `${states} states of ${episodes} episodes`;
  const flips = `${formatShareWithin(worstCaseFlipRate, worstCaseInterval95)} of ${of} change their action under some attack at ε = ${formatEpsilon(epsilon)}`;
  const rows = checks.map((check) => [check.title, check.verdict, check.detail]);
  return [
    `<details><summary>Audit of ${escapeMarkdown(policyName)}: ${verdict}; ${flips}</summary>`,
    renderMarkdownTable(['Check', 'Verdict', 'Figures'], rows),
    '</details>',
  ].join('\n\n');
}

function policiesTable(games: readonly PaperGameResults[]): string {
  const row = (game: string, policy: PaperPolicy) => [
    ...[gameTitle(game), policy.policyName, policy.source, policy.isSmallNetwork ? 'small' : 'the paper’s'],
    policy.scaledDown ?? 'full size',
    { markdown: `\`${policy.sourceCommit.slice(0, 12)}\`` },
    { markdown: `\`${policy.manifestSha256.slice(0, 16)}\`` },
  ];
  return renderMarkdownTable(
    ['Game', 'Policy', 'Kept in', 'Network', 'Scaled down', 'Made from commit', 'Manifest, SHA-256'],
    games.flatMap(({ game, policies }) => policies.map((policy) => row(game, policy))),
  );
}

const secondsCaption =
  'Of the trainings that made these students, each beside whatever else its machine did: `pnpm bench distill` compares the methods side by side.';

/** A file shown on a page of any colour brings its own paper. */
function onPaper(svg: string): string {
  return svg.replace(/^(<svg[^>]*>)/, '$1<rect width="100%" height="100%" fill="#ffffff"/>');
}

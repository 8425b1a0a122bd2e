/** The page of one game: its Table 1, the audits, the returns by the strength of the attack, and where its policies are kept. */
import { type AuditRecord, formatEpsilon } from '@a2pd/core';
import { caveatNotes, certificateNotes } from '../caveats.js';
import type { Figure } from '../figures/figure.js';
import { returnsByEpsilon, returnsBySteps } from '../figures/returns-by-strength.js';
import { formatShareWithin, gameTitle } from '../format.js';
import { escapeMarkdown, renderMarkdownTable } from '../markdown.js';
import type { FigureList } from './figure-list.js';
import type { PaperGameResults, RepeatedTraining } from './input.js';
import { overSeeds } from './over-seeds.js';
import { returnsTable } from './tables.js';

/** Its file name, e.g. `game-pong.md`. */
export function gamePagePath(game: string): string {
  return `game-${game}.md`;
}

/** The parts of the page below its first line; those that are empty are left out. */
export async function gamePage(
  game: PaperGameResults,
  repeated: readonly RepeatedTraining[],
  { show }: FigureList,
): Promise<string[]> {
  const title = gameTitle(game.game);
  const named = (figure: Figure | null) => figure && { ...figure, id: `${game.game}-${figure.id}` };
  const audits = game.audits ?? [];
  const figures = [await returnsByEpsilon(game.comparison), await returnsBySteps(game.comparison)];
  return [
    `# ${escapeMarkdown(title)}`,
    'Beside it: [tables and figures over all games](tables.md), and [the records](records.json) that all of them are made of.',
    '## Table 1: returns',
    ...notesOf(game).map((note) => `**${escapeMarkdown(note)}**`),
    returnsTable(game),
    returnsCaption,
    ...overSeeds(repeated.filter((training) => training.game === game.game)),
    ...(audits.length === 0 ? [] : ['## Audits', ...audits.map(auditDetails)]),
    ...figures.map((figure) => show(named(figure), figure ? `${title}: ${figure.title}` : '')),
    '## Policies',
    policiesTable(game),
  ];
}

function notesOf(game: PaperGameResults): string[] {
  const policyNames = game.policies.map(({ policyName }) => policyName);
  const notes = game.policies.flatMap(({ policyName, note }) => (note === null ? [] : [`${policyName}: ${note}`]));
  return [...notes, ...caveatNotes(game, policyNames), ...certificateNotes(game, policyNames)];
}

const returnsCaption =
  'Mean ± standard deviation of raw returns; below it the interquartile mean with its 95% bootstrap interval and the number of episodes. _Worst of all_: the lowest mean return that is known under our attacks within ε, of one of them or of several together (for each episode’s seed the lowest), away from the teacher’s action and from the policy’s own; where only one of the two was tried, the cell says so; the figure to judge by. The columns of the paper’s attacks lead away from the teacher’s action (Eq. 19); _own label_: away from the policy’s own. _Certified return_: the mean least return that any attack within ε can leave, whatever it is; of what was left open, only what the game can no longer take away counts. _Certified_: share of states whose action provably cannot be changed. The audit asks whether a policy is robust or only hides its gradients; in brackets the 95% interval over episodes.';

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

function policiesTable({ policies }: PaperGameResults): string {
  return renderMarkdownTable(
    ['Policy', 'Kept in', 'Network', 'Scaled down', 'Made from commit', 'Manifest, SHA-256'],
    policies.map((policy) => [
      ...[policy.policyName, policy.source, policy.isSmallNetwork ? 'small' : 'the paper’s'],
      policy.scaledDown ?? 'full size',
      { markdown: `\`${policy.sourceCommit.slice(0, 12)}\`` },
      { markdown: `\`${policy.manifestSha256.slice(0, 16)}\`` },
    ]),
  );
}

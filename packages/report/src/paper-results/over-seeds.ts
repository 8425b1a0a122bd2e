/** How far the seeds of one training lie apart: the section that says so, on the page of a game and on that over all games. */
import { formatReturn, formatShare, gameTitle, notMeasured } from '../format.js';
import { escapeMarkdown, type MarkdownCell, renderMarkdownTable } from '../markdown.js';
import type { FigureOverSeeds, RepeatedTraining } from './input.js';

/** Its heading, table and caption; none without a repeated training. */
export function overSeeds(repeated: readonly RepeatedTraining[]): string[] {
  if (repeated.length === 0) return [];
  const attacks = [...new Set(repeated.flatMap(({ returns }) => Object.keys(returns)))];
  const hasProofs = repeated.some(({ provedShare }) => provedShare !== null);
  const rows = repeated.map(({ game, name, seeds, returns, provedShare }): MarkdownCell[] => [
    ...[gameTitle(game), name, seeds.join(', ')],
    ...(hasProofs ? [figureCell(provedShare, formatShare)] : []),
    ...attacks.map((attack) => figureCell(returns[attack], formatReturn)),
  ]);
  const titles = ['Game', 'Training', 'Seeds', ...(hasProofs ? ['Proved share'] : []), ...attacks];
  return [
    '## Over seeds',
    'The same training once with each seed: the mean over them with the half width of its 95% interval (Student’s t over the seeds, where a policy’s own interval is over its episodes), and below it the figure of each seed. The _proved share_ is of validation states within the radius that it was trained for.',
    renderMarkdownTable(titles, rows),
    ...scalesOf(repeated).map((scale) => `Scaled down: ${escapeMarkdown(scale)}.`),
  ];
}

function scalesOf(repeated: readonly RepeatedTraining[]): string[] {
  return [...new Set(repeated.flatMap(({ scaledDown }) => scaledDown ?? []))];
}

function figureCell(figure: FigureOverSeeds | null | undefined, format: (value: number) => string): MarkdownCell {
  if (!figure) return notMeasured;
  const { values, mean, halfWidth95 } = figure;
  const interval = halfWidth95 === null ? '' : ` ± ${format(halfWidth95)}`;
  return { markdown: `${format(mean)}${interval}<br><sub>${values.map((value) => format(value)).join(', ')}</sub>` };
}

/** How far the seeds of one training lie apart: the section that says so, on the page of a game and on that over all games. */
import { formatReturn, formatShare, gameTitle, notMeasured } from '../format.js';
import { escapeMarkdown, type MarkdownCell, renderMarkdownTable } from '../markdown.js';
import type { RepeatedMeasure, RepeatedTraining } from './input.js';

/** What it is judged by; the rest is in the sweep's own table. */
const isShown = (name: string) => name.startsWith('return, ') || name === provedShare;
const provedShare = 'proved share';

/** Its heading, table and caption; none without a repeated training. */
export function overSeeds(repeated: readonly RepeatedTraining[]): string[] {
  if (repeated.length === 0) return [];
  const names = [...new Set(repeated.flatMap(({ measures }) => measures.map(({ name }) => name)))].filter(isShown);
  const rows = repeated.map(({ game, name, seeds, measures }): MarkdownCell[] => [
    ...[gameTitle(game), name, seeds.join(', ')],
    ...names.map((column) => measureCell(measures.find((measure) => measure.name === column))),
  ]);
  return [
    '## Over seeds',
    'The same training once with each seed: the mean over them with the half width of its 95% interval (Student’s t over the seeds, where a policy’s own interval is over its episodes), and below it the figure of each seed. The _proved share_ is of validation states within the radius that it was trained for.',
    renderMarkdownTable(['Game', 'Training', 'Seeds', ...names.map(titleOf)], rows),
    ...scalesOf(repeated).map((scale) => `Scaled down: ${escapeMarkdown(scale)}.`),
  ];
}

function titleOf(name: string): string {
  return name === provedShare ? 'Proved share' : name.replace('return, ', '');
}

function scalesOf(repeated: readonly RepeatedTraining[]): string[] {
  return [...new Set(repeated.flatMap(({ scaledDown }) => scaledDown ?? []))];
}

function measureCell(measure: RepeatedMeasure | undefined): MarkdownCell {
  if (measure === undefined) return notMeasured;
  const { name, values, mean, halfWidth95 } = measure;
  const format = name === provedShare ? formatShare : formatReturn;
  const interval = halfWidth95 === null ? '' : ` ± ${format(halfWidth95)}`;
  return { markdown: `${format(mean)}${interval}<br><sub>${values.map(format).join(', ')}</sub>` };
}

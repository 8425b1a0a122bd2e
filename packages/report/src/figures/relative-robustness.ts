/** Fig. 2: what each method keeps of its return under PGD-10 at 1/255 (Eq. 20), the paper's figures beside ours. */
import type { RelativeRobustness } from '../beside-paper.js';
import { marked } from '../caveats.js';
import { gameTitle } from '../format.js';
import { type Figure, type FigureSpec, renderFigure } from './figure.js';
import { mutedColour, seriesColours } from './theme.js';

/** One panel a game; null when there is nothing of ours to show. */
export async function relativeRobustness(bars: readonly RelativeRobustness[]): Promise<Figure | null> {
  const values = bars.flatMap(({ game, name, isOurs, percent, caveats }) =>
    percent === null
      ? []
      : [
          {
            game: gameTitle(game),
            name: isOurs ? marked(`${name} (ours)`, caveats) : name,
            percent,
            source: isOurs ? ours : papers,
          },
        ],
  );
  if (!values.some(({ source }) => source === ours)) return null;
  const games = [...new Set(values.map(({ game }) => game))];
  const spec: FigureSpec = {
    data: { values },
    facet: {
      row: { field: 'game', type: 'nominal', sort: games, header: { labelOrient: 'top', labelAnchor: 'start' } },
    },
    spacing: 14,
    resolve: { scale: { y: 'independent' } },
    spec: {
      width: 560,
      height: { step: 20 },
      layer: [
        {
          mark: { type: 'bar', height: 11, cornerRadiusEnd: 2 },
          encoding: {
            y: { field: 'name', type: 'nominal', sort: null, title: null, axis: { labelLimit: 420 } },
            x: { field: 'percent', type: 'quantitative', title: 'return under attack / natural return (%)' },
            color: {
              field: 'source',
              type: 'nominal',
              scale: { domain: [ours, papers], range: [seriesColours[0], mutedColour] },
            },
          },
        },
        {
          data: { values: [{ all: 100 }] },
          mark: { type: 'rule', strokeDash: [4, 4], color: mutedColour },
          encoding: { x: { field: 'all', type: 'quantitative' } },
        },
      ],
    },
  };
  const caption =
    'Mean return under PGD-10 at ε = 1/255 over natural mean return, in percent (Eq. 20); the dashed line is a policy that loses nothing. Ratios of returns below zero (Pong) say little; the paper’s imitation learning is under PGD-4. ✗: says little, as the policy plays worse than its teacher, or as attacks or random actions raise its return.';
  return renderFigure('relative-robustness', 'Relative robustness (Fig. 2)', caption, spec);
}

const ours = 'ours';
const papers = 'paper';

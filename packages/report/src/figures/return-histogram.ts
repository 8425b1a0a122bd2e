/** Every episode's return, as a histogram for each attack: what means and intervals leave out. */
import type { EvaluationRecord } from '@a2pd/core';
import { type Figure, type FigureSpec, renderFigure } from './figure.js';
import { attackOrder, policyScale } from './theme.js';

export function returnHistogram(evaluations: readonly EvaluationRecord[]): Promise<Figure> {
  const values = evaluations.flatMap(({ summary, episodes }) =>
    episodes.map((episode) => ({
      policy: summary.policyName,
      attack: summary.attackLabel,
      return: episode.return,
    })),
  );
  const scale = policyScale(values.map((value) => value.policy));
  const spec: FigureSpec = {
    data: { values },
    facet: {
      row: {
        field: 'attack',
        type: 'nominal',
        sort: attackOrder(evaluations.map((evaluation) => evaluation.summary)),
        header: { labelOrient: 'top', labelAnchor: 'start', labelPadding: 3 },
      },
    },
    spacing: 8,
    spec: {
      width: 760,
      height: 44,
      mark: { type: 'bar', opacity: 0.65, binSpacing: 1 },
      encoding: {
        x: {
          field: 'return',
          type: 'quantitative',
          bin: { maxbins: 40 },
          title: 'return (raw game score)',
          axis: { format: '~g' },
        },
        y: {
          aggregate: 'count',
          type: 'quantitative',
          stack: null,
          title: null,
          axis: { tickCount: 2, tickMinStep: 1, grid: true },
        },
        color: { field: 'policy', type: 'nominal', scale },
      },
    },
  };
  const caption = 'Number of episodes by return (raw game score, undiscounted), one row for each attack; bars overlap.';
  return renderFigure('return-histogram', 'Distribution of returns', caption, spec);
}

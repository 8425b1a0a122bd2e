/** How the teacher's return grew. */
import { formatCount } from '../format.js';
import type { TrainingPoint } from '../input.js';
import { type Figure, type FigureSpec, renderFigure } from './figure.js';
import { mutedColour, seriesColours } from './theme.js';

export function trainingCurve(points: readonly TrainingPoint[]): Promise<Figure> {
  const values = points.flatMap(({ agentSteps, trainingReturn, evaluationReturn }) => [
    ...(trainingReturn === undefined ? [] : [{ agentSteps, return: trainingReturn, series: training }]),
    ...(evaluationReturn === undefined ? [] : [{ agentSteps, return: evaluationReturn, series: evaluation }]),
  ]);
  const isEvaluation = `datum.series === '${evaluation}'`;
  const encoding = {
    x: {
      field: 'agentSteps',
      type: 'quantitative',
      title: 'agent steps (one decision each)',
      axis: { format: '~s', grid: false },
    },
    y: { field: 'return', type: 'quantitative', title: 'return (raw game score)', scale: { zero: false } },
    color: {
      field: 'series',
      type: 'nominal',
      scale: { domain: [training, evaluation], range: [mutedColour, seriesColours[0]] },
    },
  } as const;
  const spec: FigureSpec = {
    width: 800,
    height: 220,
    data: { values },
    layer: [
      { mark: { type: 'line', strokeWidth: 1.8, interpolate: 'linear' }, encoding },
      { transform: [{ filter: isEvaluation }], mark: { type: 'point', filled: true, size: 30, opacity: 1 }, encoding },
    ],
  };
  const last = points.at(-1)?.agentSteps ?? 0;
  const caption = `Mean return (raw game score) of the latest training episodes, and of evaluations where there were any, over ${formatCount(last)} agent steps.`;
  return renderFigure('teacher-training', 'Teacher training', caption, spec);
}

const training = 'training episodes';
const evaluation = 'evaluation';

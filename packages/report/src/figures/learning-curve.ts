/** How a teacher's return grew with what it saw, beside what Rainbow is known to score at equal frames. */
import { framesPerAgentStep, type LearningRecord } from '../learning/learning-record.js';
import { rainbowReference } from '../learning/rainbow-reference.js';
import { evaluationLayer, returnAxis } from './evaluation-layer.js';
import { type Figure, type FigureSpec, renderFigure } from './figure.js';
import { mutedColour, seriesColours } from './theme.js';

const evaluation = 'evaluation';
const training = 'training episodes';
const reference = 'Rainbow elsewhere';

/** Stands by itself, on white. */
export function learningCurve(record: LearningRecord): Promise<Figure> {
  const { game, algorithm, evaluations, resumedAtAgentSteps, reachedAgentSteps } = record;
  const known = rainbowReference(game).map(({ frames, low, high }) => ({
    agentSteps: frames / framesPerAgentStep,
    return: (low + high) / 2,
    low,
    high,
    series: reference,
  }));
  // One reference beyond what was reached shows where the run should be heading.
  const shown = known.filter((_, i) => i === 0 || known[i - 1]!.agentSteps <= reachedAgentSteps);
  const evaluated = evaluations.map((point) => ({ ...point, series: evaluation }));
  const trained = record.training.map(({ agentSteps, meanReturn }) => ({
    agentSteps,
    return: meanReturn,
    series: training,
  }));
  const color = {
    field: 'series',
    type: 'nominal',
    scale: { domain: [evaluation, training, reference], range: [seriesColours[0], mutedColour, seriesColours[1]] },
  } as const;
  const x = {
    field: 'agentSteps',
    type: 'quantitative',
    title: 'agent steps, and emulator frames below',
    axis: {
      grid: false,
      tickCount: 8,
      labelExpr: `[format(datum.value, '~s'), format(${framesPerAgentStep} * datum.value, '~s') + ' frames']`,
    },
  } as const;
  const y = returnAxis;
  const interval = { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color } as const;
  const spec: FigureSpec = {
    width: 760,
    height: 280,
    background: 'white',
    layer: [
      {
        data: { values: resumedAtAgentSteps.map((agentSteps) => ({ agentSteps })) },
        mark: { type: 'rule', color: mutedColour, strokeDash: [2, 3] },
        encoding: { x },
      },
      { data: { values: trained }, mark: { type: 'line', strokeWidth: 1.2 }, encoding: { x, y, color } },
      {
        data: { values: shown },
        layer: [
          { mark: { type: 'line', strokeWidth: 1.5, strokeDash: [5, 4] }, encoding: { x, y, color } },
          { mark: { type: 'rule', strokeWidth: 1.5 }, encoding: interval },
          { mark: { type: 'point', shape: 'diamond', filled: true, size: 45, opacity: 1 }, encoding: { x, y, color } },
        ],
      },
      evaluationLayer(evaluated, { x, color }),
    ],
  };
  const suffix = algorithm === 'Rainbow' ? '' : `-${algorithm.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
  return renderFigure(`training-curve-${game}${suffix}`, 'How the teacher learned', captionOf(record), spec);
}

function captionOf({ evaluations, resumedAtAgentSteps }: LearningRecord): string {
  const hasIntervals = evaluations.some(({ interval95 }) => interval95 !== null);
  return [
    'Return (raw game score, undiscounted) over agent steps; an agent step is one decision, 4 emulator frames.',
    'Training episodes: mean of the latest 20. Rainbow elsewhere: Dopamine’s, with sticky actions.',
    ...(hasIntervals ? ['Thick bars: 95% bootstrap interval of an evaluation’s mean.'] : []),
    ...(resumedAtAgentSteps.length > 0 ? ['Dotted lines: the run was stopped and resumed there.'] : []),
  ].join(' ');
}

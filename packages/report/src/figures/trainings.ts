/** How several teachers of one game learned, side by side. Those of one label, e.g. of several seeds, have one colour. */
import { expectationError, meanAndInterval95 } from '@a2pd/core';
import { formatCount, formatMeanAndDeviation, formatReturn, notMeasured } from '../format.js';
import { bestEvaluation, describeEvaluation } from '../learning/evaluation-returns.js';
import { type EvaluationReturns, framesPerAgentStep, type TrainingReturnPoint } from '../learning/learning-record.js';
import { type MarkdownCell, renderMarkdownTable } from '../markdown.js';
import { evaluationLayer, returnAxis } from './evaluation-layer.js';
import { type Figure, type FigureSpec, renderFigure } from './figure.js';
import { policyScale } from './theme.js';

export interface ComparedTraining {
  readonly label: string;
  /** ALE's name of the game. */
  readonly game: string;
  readonly seed: string;
  readonly reachedAgentSteps: number;
  readonly evaluations: readonly EvaluationReturns[];
  readonly training: readonly TrainingReturnPoint[];
}

/** @throws A2pdError INCOMPATIBLE_ARTEFACT for trainings of different games. */
function requireOneGame(trainings: readonly ComparedTraining[]): void {
  const [first] = trainings;
  const other = trainings.find(({ game }) => game !== first?.game);
  if (other === undefined) return;
  const remedy = 'compare trainings of one game: the returns of two have no common scale';
  const found = `one of ${other.game} (${other.label})`;
  throw expectationError('INCOMPATIBLE_ARTEFACT', `a training of ${first?.game}`, found, remedy);
}

/**
 * A thin line for the training episodes of each, a thick one with its intervals for its evaluations.
 * @throws A2pdError INCOMPATIBLE_ARTEFACT for trainings of different games.
 */
export function renderTrainings(trainings: readonly ComparedTraining[]): Promise<Figure> {
  requireOneGame(trainings);
  const identified = trainings.map((training, id) => ({ ...training, id }));
  const evaluated = identified.flatMap(({ id, label, evaluations }) =>
    evaluations.map((evaluation) => ({ ...evaluation, id, label })),
  );
  const trained = identified.flatMap(({ id, label, training }) =>
    training.map(({ agentSteps, meanReturn }) => ({ id, label, agentSteps, return: meanReturn })),
  );
  const x = {
    field: 'agentSteps',
    type: 'quantitative',
    title: `agent steps, ${framesPerAgentStep} emulator frames each`,
    axis: { format: '~s', grid: false },
  } as const;
  const color = { field: 'label', type: 'nominal', scale: policyScale(trainings.map(({ label }) => label)) } as const;
  const encoding = { x, color, detail: { field: 'id' } } as const;
  const spec: FigureSpec = {
    width: 760,
    height: 280,
    background: 'white',
    layer: [
      {
        data: { values: trained },
        mark: { type: 'line', strokeWidth: 1, opacity: 0.55 },
        encoding: { ...encoding, y: returnAxis },
      },
      evaluationLayer(evaluated, encoding),
    ],
  };
  const caption =
    'Thin lines: mean return of the latest 20 training episodes. Thick lines: evaluations, with the 95% bootstrap interval of their mean. Trainings with one label have one colour.';
  return renderFigure('trainings', 'How the teachers learned', caption, spec);
}

/**
 * A line for each training, and one for all of each label that several have: means over them, with 95% t intervals. In Markdown.
 * @throws A2pdError INCOMPATIBLE_ARTEFACT for trainings of different games.
 */
export function trainingsTable(trainings: readonly ComparedTraining[]): string {
  requireOneGame(trainings);
  const header = ['training', 'seed', 'agent steps', 'best evaluation', 'at agent step', 'last training episodes'];
  const labels = [...new Set(trainings.map(({ label }) => label))];
  const rows = labels.flatMap((label) => {
    const alike = trainings.filter((training) => training.label === label);
    return [...alike.map(rowOf), ...(alike.length > 1 ? [meansOf(label, alike)] : [])];
  });
  return renderMarkdownTable(header, rows);
}

function rowOf({ label, seed, reachedAgentSteps, evaluations, training }: ComparedTraining): MarkdownCell[] {
  const best = bestEvaluation(evaluations);
  const last = training.at(-1);
  return [
    ...[label, seed, formatCount(reachedAgentSteps)],
    ...(best ? [{ markdown: describeEvaluation(best) }, formatCount(best.agentSteps)] : [notMeasured, notMeasured]),
    last ? formatReturn(last.meanReturn) : notMeasured,
  ];
}

function meansOf(label: string, trainings: readonly ComparedTraining[]): MarkdownCell[] {
  const mean = (points: readonly ({ readonly meanReturn: number } | undefined)[]) => {
    const returns = points.flatMap((point) => point?.meanReturn ?? []);
    if (returns.length < trainings.length) return notMeasured;
    const { mean, halfWidth95 } = meanAndInterval95(returns);
    return formatMeanAndDeviation(mean, halfWidth95);
  };
  return [
    `${label}, mean of ${trainings.length}`,
    ...['', ''],
    mean(trainings.map(({ evaluations }) => bestEvaluation(evaluations))),
    '',
    mean(trainings.map(({ training }) => training.at(-1))),
  ];
}

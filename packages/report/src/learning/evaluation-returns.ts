/** What is said of evaluations in a training, wherever they are shown. */
import { formatInterval, formatReturn } from '../format.js';
import type { EvaluationReturns } from './learning-record.js';

/** The latest of those with the highest mean return; undefined where there is none. */
export function bestEvaluation<Point extends EvaluationReturns>(evaluations: readonly Point[]): Point | undefined {
  return evaluations.reduce<Point | undefined>(
    (best, point) => (best && best.meanReturn > point.meanReturn ? best : point),
    undefined,
  );
}

/** As Markdown: the mean return, and its interval where the episodes' returns were kept. */
export function describeEvaluation({ meanReturn, interval95 }: EvaluationReturns): string {
  return interval95 ? `${formatReturn(meanReturn)} ${formatInterval(interval95)}` : formatReturn(meanReturn);
}

/** How evaluations in a training are drawn, wherever returns are shown over agent steps. */
import type { EvaluationReturns } from '../learning/learning-record.js';

export const returnAxis = {
  field: 'return',
  type: 'quantitative',
  title: 'return (raw game score)',
  scale: { zero: false },
} as const;

/** A line through the means, and a thick bar for the interval of each. */
export function evaluationLayer<Encoding extends object>(
  evaluations: readonly (EvaluationReturns & Readonly<Record<string, unknown>>)[],
  encoding: Encoding,
) {
  const values = evaluations.map(({ meanReturn, interval95, ...rest }) => ({
    ...{ ...rest, return: meanReturn },
    ...{ low: interval95?.[0] ?? meanReturn, high: interval95?.[1] ?? meanReturn },
  }));
  const bar = { ...encoding, y: { ...returnAxis, field: 'low' }, y2: { field: 'high' } } as const;
  const line = { ...encoding, y: returnAxis } as const;
  const marks = {
    bar: { type: 'rule', strokeWidth: 4, opacity: 0.35 },
    line: { type: 'line', strokeWidth: 1.8 },
    point: { type: 'point', filled: true, size: 28, opacity: 1 },
  } as const;
  return {
    data: { values },
    layer: [
      { mark: marks.bar, encoding: bar },
      { mark: marks.line, encoding: line },
      { mark: marks.point, encoding: line },
    ],
  };
}

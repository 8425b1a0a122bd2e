/** Return against the attack's radius and against its steps: a defence that is one falls slowly, and does not come back. */
import { type Comparison, type EvaluationSummary, formatEpsilon } from '@a2pd/core';
import { byOneLabel, isPlainPgd, withUsualExploration } from '../paper-comparison.js';
import { type Figure, type FigureSpec, renderFigure } from './figure.js';
import { policyScale } from './theme.js';

/** Null without two radii of PGD at the same number of steps. */
export async function returnsByEpsilon(comparison: Comparison): Promise<Figure | null> {
  const { rows } = withUsualExploration(comparison);
  const pgd = byOneLabel(rows.map((row) => row.summary).filter(isPlainPgd));
  const steps = mostCommon(pgd.map(stepsOf));
  const shown = pgd.filter((summary) => stepsOf(summary) === steps);
  if (new Set(shown.map(epsilonOf)).size < 2) return null;
  const naturals = rows.map((row) => row.summary).filter((summary) => summary.attack === null);
  const points = [...naturals, ...shown].map((summary) => pointOf(summary, epsilonOf(summary) * 255));
  const caption = `PGD with ${steps} steps; at 0 no attack. Line: interquartile mean of raw returns; band: its 95% bootstrap interval.`;
  return curve('returns-by-epsilon', 'Return against ε', caption, points, 'ε in grey levels (1/255)', 'linear');
}

/** Null without two numbers of steps at the same radius. */
export async function returnsBySteps(comparison: Comparison): Promise<Figure | null> {
  const { rows } = withUsualExploration(comparison);
  const pgd = byOneLabel(rows.map((row) => row.summary).filter(isPlainPgd));
  const ladders = [...new Set(pgd.map(epsilonOf))].map((epsilon) => pgd.filter((each) => epsilonOf(each) === epsilon));
  const longest = ladders.sort((a, b) => countOfSteps(b) - countOfSteps(a))[0];
  if (longest === undefined || countOfSteps(longest) < 2) return null;
  const points = longest.map((summary) => pointOf(summary, stepsOf(summary)));
  const caption = `PGD at ε = ${formatEpsilon(epsilonOf(longest[0]!))}. Line: interquartile mean of raw returns; band: its 95% bootstrap interval. More steps should plateau.`;
  return curve('returns-by-steps', 'Return against steps', caption, points, 'steps K', 'log');
}

interface Point {
  readonly policy: string;
  readonly strength: number;
  readonly iqm: number;
  readonly low: number;
  readonly high: number;
}

function curve(
  id: string,
  title: string,
  caption: string,
  values: readonly Point[],
  xTitle: string,
  xScale: 'linear' | 'log',
): Promise<Figure> {
  const scale = policyScale(values.map((value) => value.policy));
  const strengths: number[] = [...new Set(values.map((value) => value.strength))];
  const x = {
    field: 'strength',
    type: 'quantitative' as const,
    title: xTitle,
    scale: { type: xScale },
    axis: { grid: false, values: strengths },
  };
  const y = { type: 'quantitative', title: 'return (raw game score)', scale: { zero: false } } as const;
  const color = { field: 'policy', type: 'nominal', scale } as const;
  const spec: FigureSpec = {
    width: 680,
    height: 220,
    data: { values: [...values] },
    layer: [
      {
        mark: { type: 'area', opacity: 0.16 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
      },
      {
        mark: { type: 'line', strokeWidth: 1.8, point: { filled: true, size: 45 } },
        encoding: { x, y: { ...y, field: 'iqm' }, color },
      },
    ],
  };
  return renderFigure(id, title, caption, spec);
}

function pointOf({ policyName, returns }: EvaluationSummary, strength: number): Point {
  const [low, high] = returns.interquartileMeanInterval95;
  return { policy: policyName, strength, iqm: returns.interquartileMean, low, high };
}

function epsilonOf({ attack }: EvaluationSummary): number {
  return attack === null ? 0 : Number(attack.epsilon);
}

function stepsOf({ attack }: EvaluationSummary): number {
  return Number(attack?.steps);
}

function countOfSteps(summaries: readonly EvaluationSummary[]): number {
  return new Set(summaries.map(stepsOf)).size;
}

function mostCommon(values: readonly number[]): number | undefined {
  const count = (value: number) => values.filter((other) => other === value).length;
  return [...new Set(values)].sort((a, b) => count(b) - count(a))[0];
}

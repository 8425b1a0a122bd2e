/** How several students converged, side by side: the paper's Figs. 4 and 5, and what they do not show. */
import { percent } from '@a2pd/core';
import { renderMarkdownTable } from '../markdown.js';
import { type Figure, type FigureSpec, renderFigure } from './figure.js';
import { seriesColours } from './theme.js';

export interface ConvergencePoint {
  readonly epoch: number;
  /** Share of validation pairs where the student's action is the teacher's. */
  readonly accuracy: number;
  /** Mean of the recalls of the actions that occur. */
  readonly balancedAccuracy: number;
  /** Largest prescription minus second largest, mean over validation pairs. */
  readonly meanPrescriptionGap: number;
  /** L_jr of Eq. 13; null where Eq. 12 is not defined. */
  readonly jacobianNorm: number | null;
}

export interface ConvergingStudent {
  readonly label: string;
  readonly points: readonly ConvergencePoint[];
}

const panels = [
  { title: 'prescription accuracy', value: ({ accuracy }: ConvergencePoint) => accuracy },
  { title: 'balanced accuracy', value: ({ balancedAccuracy }: ConvergencePoint) => balancedAccuracy },
  { title: 'prescription gap', value: ({ meanPrescriptionGap }: ConvergencePoint) => meanPrescriptionGap },
  { title: 'Jacobian norm', value: ({ jacobianNorm }: ConvergencePoint) => jacobianNorm },
] as const;

/** One panel a figure of the students, one line a student. */
export function renderConvergence(students: readonly ConvergingStudent[]): Promise<Figure> {
  const labels = students.map(({ label }) => label);
  const spec = {
    columns: 2,
    concat: panels.map(({ title, value }) => ({
      width: 300,
      height: 170,
      data: {
        values: students.flatMap(({ label, points }) =>
          points.map((point) => ({ student: label, epoch: point.epoch, value: value(point) })),
        ),
      },
      mark: { type: 'line', strokeWidth: 1.8, point: { size: 14 } },
      encoding: {
        x: { field: 'epoch', type: 'quantitative', title: 'epoch', axis: { grid: false, tickMinStep: 1 } },
        y: { field: 'value', type: 'quantitative', title, scale: { zero: false } },
        color: { field: 'student', type: 'nominal', scale: { domain: labels, range: [...seriesColours] }, sort: null },
        strokeDash: {
          field: 'student',
          type: 'nominal',
          scale: {
            domain: labels,
            range: labels.map((_, index) => (index < seriesColours.length ? [1, 0] : [4, 3])),
          },
        },
      },
    })),
    spacing: 30,
  } as FigureSpec;
  const caption =
    'Validation after each epoch: a constant policy has the accuracy of the most frequent action and a balanced accuracy of one over the actions.';
  return renderFigure('convergence', 'Convergence', caption, spec);
}

export interface ConvergedStudent {
  readonly label: string;
  readonly epochs: number;
  /** Undefined where no epoch was the best. */
  readonly best:
    | {
        readonly epoch: number;
        readonly validation: Omit<ConvergencePoint, 'epoch'> & {
          readonly normalisedPgmLoss: number | null;
          readonly vanishingGradientShare: number;
        };
      }
    | undefined;
}

/** A line for each student, with the validation of its best epoch, in Markdown. */
export function convergenceTable(students: readonly ConvergedStudent[]): string {
  const header = ['student', 'epochs', 'best', 'accuracy', 'balanced', 'gap', 'L_pgm / ln(A-1)', 'L_jr', 'vanishing'];
  const rows = students.map(({ label, epochs, best }) => {
    if (best === undefined) return [label, String(epochs), ...header.slice(2).map(() => 'n/a')];
    const { accuracy, balancedAccuracy, meanPrescriptionGap, normalisedPgmLoss, jacobianNorm, vanishingGradientShare } =
      best.validation;
    const figures = [accuracy, balancedAccuracy, meanPrescriptionGap, normalisedPgmLoss, jacobianNorm];
    return [
      ...[label, String(epochs), String(best.epoch)],
      ...figures.map((figure) => figure?.toFixed(3) ?? 'n/a'),
      percent(vanishingGradientShare),
    ];
  });
  return renderMarkdownTable(header, rows);
}

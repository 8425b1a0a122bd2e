/** Figs. 3 to 6 of the paper over our policies, as far as there are records. */
import { type Figure, type FigureSpec, renderFigure } from '../figures/figure.js';
import { policyScale, seriesColours } from '../figures/theme.js';
import { gameTitle } from '../format.js';
import { isOfOpenStrength, paperAttackLabels, paperAttackOf, withUsualExploration } from '../paper-comparison.js';
import type { PaperDistillation, PaperGameResults } from './input.js';

/** Fig. 3: returns by β, with and without attacks; null without two β of one game. */
export async function returnsByBeta(games: readonly PaperGameResults[]): Promise<Figure | null> {
  const values = games.flatMap(({ game, policies, comparison }) =>
    withUsualExploration(comparison).rows.flatMap(({ summary }) => {
      const beta = betaOf(policies.find((policy) => policy.policyName === summary.policyName)?.distillation);
      const attack = paperAttackOf(summary);
      return beta === null || attack === null
        ? []
        : [
            {
              ...{ game: gameTitle(game), beta: String(beta) },
              attack: isOfOpenStrength(attack) ? summary.attackLabel : paperAttackLabels[attack],
              iqm: summary.returns.interquartileMean,
              low: summary.returns.interquartileMeanInterval95[0],
              high: summary.returns.interquartileMeanInterval95[1],
            },
          ];
    }),
  );
  if (!hasTwo(values, ({ beta }) => beta)) return null;
  const scale = policyScale(values.map(({ attack }) => attack));
  const x = {
    field: 'beta',
    type: 'ordinal',
    title: 'β',
    sort: numerically(values.map(({ beta }) => beta)),
    axis: { labelAngle: 0 },
  } as const;
  const shared = {
    x,
    color: { field: 'attack', type: 'nominal', scale },
  } as const;
  const y = { type: 'quantitative', title: 'return (raw game score)', scale: { zero: false } } as const;
  const caption =
    'Interquartile mean return of A2PD students by the weight β of the Jacobian term, with 95% bootstrap intervals.';
  return renderFigure('fig-3-returns-by-beta', 'Fig. 3: returns by β', caption, {
    ...facets(games, values),
    spec: {
      width: 520,
      height: 180,
      layer: [
        {
          mark: { type: 'rule', strokeWidth: 3, opacity: 0.4 },
          encoding: { ...shared, y: { ...y, field: 'low' }, y2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, size: 45, opacity: 1 },
          encoding: { ...shared, y: { ...y, field: 'iqm' } },
        },
        // Of several students of one β the line follows the lowest.
        {
          mark: { type: 'line', strokeWidth: 1.8 },
          encoding: { ...shared, y: { ...y, field: 'iqm', aggregate: 'min' } },
        },
      ],
    },
  } as FigureSpec);
}

/** Students alike in what a figure shows may differ in the rest. */
const oneLineAStudent = { field: 'policy', type: 'nominal' } as const;

/** Fig. 4: convergence by β; null without a history of A2PD. */
export function convergenceByBeta(games: readonly PaperGameResults[]): Promise<Figure | null> {
  const caption =
    'Prescription accuracy on held-out pairs by epoch, A2PD students, by β. Dashed: balanced accuracy, which a constant policy cannot raise.';
  return convergence(games, betaOf, 'fig-4-convergence-by-beta', 'Fig. 4: convergence by β', caption, 1);
}

/** Fig. 5: the same by η; null without two η of one game. */
export function convergenceByEta(games: readonly PaperGameResults[]): Promise<Figure | null> {
  const caption =
    'Prescription accuracy on held-out pairs by epoch, A2PD students, by η of Eq. 12. Dashed: balanced accuracy.';
  return convergence(games, etaOf, 'fig-5-convergence-by-eta', 'Fig. 5: convergence by η', caption, 2);
}

async function convergence(
  games: readonly PaperGameResults[],
  parameterOf: (distillation: PaperDistillation | null | undefined) => number | null,
  id: string,
  title: string,
  caption: string,
  fewest: 1 | 2,
): Promise<Figure | null> {
  const values = games.flatMap(({ game, policies }) =>
    policies.flatMap(({ policyName, distillation }) => {
      const value = parameterOf(distillation);
      if (value === null || !distillation) return [];
      const shared = { game: gameTitle(game), policy: policyName, value: shortNumber(value) };
      return distillation.points.flatMap(({ epoch, prescriptionAccuracy, balancedAccuracy }) => [
        { ...shared, epoch, share: prescriptionAccuracy ?? null, measure: 'accuracy' },
        { ...shared, epoch, share: balancedAccuracy ?? null, measure: 'balanced' },
      ]);
    }),
  );
  if (values.length === 0 || (fewest === 2 && !hasTwo(values, ({ value }) => value))) return null;
  const scale = policyScale(numerically(values.map(({ value }) => value)));
  return renderFigure(id, title, caption, {
    ...facets(games, values),
    spec: {
      width: 560,
      height: 170,
      mark: { type: 'line', strokeWidth: 1.8 },
      encoding: {
        x: { field: 'epoch', type: 'quantitative', axis: { grid: false, tickMinStep: 1 } },
        y: { field: 'share', type: 'quantitative', title: 'share of validation pairs', scale: { zero: false } },
        color: { field: 'value', type: 'nominal', scale },
        detail: oneLineAStudent,
        strokeDash: {
          field: 'measure',
          type: 'nominal',
          scale: {
            domain: ['accuracy', 'balanced'],
            range: [
              [1, 0],
              [4, 3],
            ],
          },
          legend: null,
        },
      },
    },
  } as FigureSpec);
}

/** Fig. 6: the prescription gap of every policy on what the game showed, and under PGD-10 at 1/255. */
export async function gapsByGame(games: readonly PaperGameResults[]): Promise<Figure | null> {
  const values = games.flatMap(({ game, comparison }) =>
    withUsualExploration(comparison).rows.flatMap(({ summary }) => {
      const attack = paperAttackOf(summary);
      const shown = (measure: string, gap: number | null) =>
        gap === null ? [] : [{ game: gameTitle(game), policy: summary.policyName, measure, gap }];
      if (attack === 'natural') return shown(clean, summary.cleanPrescriptionGap);
      return attack === 'pgd-10-1' ? shown(attacked, summary.attackedPrescriptionGap) : [];
    }),
  );
  if (values.length === 0) return null;
  const caption =
    'Mean over agent steps of the largest prescription minus the second largest (clean), and of p(i*) minus the largest other under PGD-10 at 1/255, i* the clean choice: below 0 the attack wins. A teacher’s prescription is the softmax of its Q-values, at temperature 1, which are close together whatever it knows: gaps of teacher and student do not measure the same.';
  return renderFigure('fig-6-prescription-gaps', 'Fig. 6: prescription gap', caption, {
    ...facets(games, values),
    resolve: { scale: { y: 'independent' } },
    spec: {
      width: 560,
      height: { step: 20 },
      mark: { type: 'point', filled: true, size: 70, opacity: 1 },
      encoding: {
        y: { field: 'policy', type: 'nominal', title: null, sort: null, axis: { labelLimit: 300, grid: true } },
        x: { field: 'gap', type: 'quantitative', title: 'prescription gap' },
        color: {
          field: 'measure',
          type: 'nominal',
          scale: { domain: [clean, attacked], range: [seriesColours[0], seriesColours[1]] },
        },
      },
    },
  } as FigureSpec);
}

const clean = 'clean';
const attacked = 'PGD-10 (ε = 1/255)';

function facets(games: readonly PaperGameResults[], values: readonly object[]) {
  const sort = games.map(({ game }) => gameTitle(game));
  const header = { labelOrient: 'top', labelAnchor: 'start' } as const;
  return {
    data: { values: [...values] },
    facet: { row: { field: 'game', type: 'nominal', sort, header } },
    spacing: 16,
    resolve: { scale: { y: 'independent', x: 'independent' } },
  } as const;
}

/** Of A2PD alone: elsewhere it is another weight. */
function betaOf(distillation: PaperDistillation | null | undefined): number | null {
  return distillation?.method === 'a2pd' ? distillation.beta : null;
}

function etaOf(distillation: PaperDistillation | null | undefined): number | null {
  return distillation?.method === 'a2pd' ? distillation.eta : null;
}

function hasTwo<T extends { readonly game: string }>(values: readonly T[], key: (value: T) => string): boolean {
  return values.some((value) => values.some((other) => other.game === value.game && key(other) !== key(value)));
}

function numerically(values: readonly string[]): string[] {
  return [...new Set(values)].sort((a, b) => Number(a) - Number(b));
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}

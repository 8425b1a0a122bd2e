/** What attacks change as a distillation goes on: whether a policy becomes robust, or its gradients only vanish. */
import { type AuditRecord, caveatsOfAudit, expectationError, formatEpsilon, isSameRadius, percent } from '@a2pd/core';
import { notMeasured } from '../format.js';
import { renderMarkdownTable } from '../markdown.js';
import { type Figure, type FigureSpec, renderFigure } from './figure.js';
import { mutedColour, seriesColours } from './theme.js';

/** A student as it was after an epoch, audited. */
export interface AuditedEpoch {
  /** What its column is called. */
  readonly label: string;
  readonly game: string | undefined;
  readonly epoch: number;
  /** Share of validation pairs where no pixel's gradient is above 1e-8. */
  readonly vanishingGradientShare: number;
  readonly audit: AuditRecord;
}

/** What all attacks of the audit did together; each alone has its own label. */
const anyOfThem = 'any attack of the audit';
const blind = 'no gradient to climb';

/** The share of the audited states whose action each attack of the audit's radius changed, by label. */
export function sharesFallen({ audit }: AuditedEpoch): Map<string, number> {
  const ofRadius = audit.strengths.filter(({ epsilon }) => isSameRadius(epsilon, audit.epsilon));
  return new Map([[anyOfThem, audit.worstCaseFlipRate], ...ofRadius.map((one) => [one.label, one.flipRate] as const)]);
}

/** @throws A2pdError INCOMPATIBLE_ARTEFACT for audits of different games or radii. */
function requireAlike(epochs: readonly AuditedEpoch[]): void {
  const describe = ({ game, audit }: AuditedEpoch) => `an audit of ${game} at ${formatEpsilon(audit.epsilon)}`;
  const [first] = epochs;
  const other = epochs.find((epoch) => describe(epoch) !== describe(first!));
  if (other === undefined) return;
  const remedy = 'compare epochs of one game that were audited at one radius';
  throw expectationError('INCOMPATIBLE_ARTEFACT', describe(first!), `${describe(other)} (${other.label})`, remedy);
}

/**
 * A column for each epoch, a line for each attack, in Markdown.
 * @throws A2pdError INCOMPATIBLE_ARTEFACT for audits of different games or radii.
 */
export function fallenTable(epochs: readonly AuditedEpoch[]): string {
  requireAlike(epochs);
  const shares = epochs.map(sharesFallen);
  const attacks = [...new Set(shares.flatMap((each) => [...each.keys()]))];
  const share = (value: number | undefined) => (value === undefined ? notMeasured : percent(value));
  return renderMarkdownTable(
    ['', ...epochs.map(({ label }) => label)],
    [
      ['epoch', ...epochs.map(({ epoch }) => String(epoch))],
      ['audit', ...epochs.map(({ audit }) => [audit.verdict, ...caveatsOfAudit(audit.checks)].join(', '))],
      ['states', ...epochs.map(({ audit }) => String(audit.states))],
      [blind, ...epochs.map(({ vanishingGradientShare }) => percent(vanishingGradientShare))],
      ...attacks.map((attack) => [`changed by ${attack}`, ...shares.map((each) => share(each.get(attack)))]),
    ],
  );
}

/**
 * One line an attack, of those that can be told apart; in grey the share of states in which an attack would find nothing
 * to climb.
 * @throws A2pdError INCOMPATIBLE_ARTEFACT for audits of different games or radii.
 */
export async function renderFallenByEpoch(epochs: readonly AuditedEpoch[]): Promise<Figure> {
  requireAlike(epochs);
  const shown = [...toldApart(epochs.map(sharesFallen)), blind];
  const values = epochs.flatMap((one) => {
    const shares = new Map([...sharesFallen(one), [blind, one.vanishingGradientShare]]);
    return shown.map((label) => ({ epoch: one.epoch, label, share: shares.get(label) ?? null }));
  });
  const range = [...seriesColours.slice(0, shown.length - 1), mutedColour];
  const spec = {
    width: 560,
    height: 260,
    data: { values },
    mark: { type: 'line', strokeWidth: 1.8, point: { filled: true, size: 40 } },
    encoding: {
      x: {
        field: 'epoch',
        type: 'quantitative',
        scale: { type: 'log', nice: false },
        axis: { grid: false, values: epochs.map(({ epoch }) => epoch) },
      },
      y: {
        field: 'share',
        type: 'quantitative',
        title: 'share of states',
        scale: { domain: [0, 1] },
        axis: { format: '%' },
      },
      color: {
        field: 'label',
        type: 'nominal',
        scale: { domain: shown, range },
        sort: null,
        legend: { columns: 2, labelLimit: 400 },
      },
    },
  } as FigureSpec;
  const epsilon = epochs[0] ? formatEpsilon(epochs[0].audit.epsilon) : '';
  const caption = `Share of the states that each student came to whose action an attack of radius ${epsilon} changed, by the epochs it was distilled for.`;
  return renderFigure('fallen-by-epoch', 'Fallen by epoch', caption, spec);
}

/** Lines nearer than this at every epoch are one to the eye. */
const visibleDifference = 0.03;

/** All of them together first, then those whose lines are not hidden by one drawn before, as many as there are colours. */
function toldApart(epochs: readonly ReadonlyMap<string, number>[]): string[] {
  const labels = [...new Set(epochs.flatMap((shares) => [...shares.keys()]))];
  const isHiddenBy = (label: string, drawn: string) =>
    epochs.every((shares) => Math.abs((shares.get(label) ?? 0) - (shares.get(drawn) ?? 0)) < visibleDifference);
  const drawn: string[] = [];
  for (const label of labels) if (!drawn.some((other) => isHiddenBy(label, other))) drawn.push(label);
  return drawn.slice(0, seriesColours.length);
}

/**
 * Tables 1 and 2 of the paper for one game, with our policies in the same columns: as cells, which the page and the results
 * in Markdown print alike.
 */
import {
  type Comparison,
  distinctRadii,
  type EvaluationSummary,
  episodesCutShort,
  formatEpsilon,
  isSameRadius,
  type ReturnStatistics,
} from '@a2pd/core';
import { caveatsOf, caveatsOfCertificates, marked } from './caveats.js';
import { describeProof, formatCertifiedReturn, levelsOf } from './certified-play.js';
import { formatInterval, formatMeanAndDeviation, formatPercent, formatReturn, formatShareWithin } from './format.js';
import type { ReportInput, WorstCase } from './input.js';
import { labelsMissing } from './labels.js';
import {
  isOfOpenStrength,
  isPaperGame,
  ownLabelAttackOf,
  paperAttackLabels,
  paperAttackOf,
  withUsualExploration,
} from './paper-comparison.js';
import {
  type PaperAttack,
  type PaperGame,
  type PaperMethod,
  paperReturns,
  relativeRobustnessPercent,
} from './paper-tables.js';
import { badgeOf, type RobustnessBadge } from './robustness-badge.js';

export interface BesideCell {
  readonly figure: string;
  /** Interval and number of episodes, and what else qualifies the figure. */
  readonly detail: string;
}

export interface BesideRow {
  /** Our policy's name, or the paper's method. */
  readonly name: string;
  readonly isOurs: boolean;
  /** The paper's method that our policy stands for. */
  readonly standsFor: PaperMethod | null;
  readonly badge: RobustnessBadge | null;
  /** One list a column: empty where nothing was measured, several where the policy met several forms of the attack. */
  readonly cells: readonly (readonly BesideCell[])[];
}

export interface BesideTable {
  readonly columns: readonly { readonly title: string; readonly isHeadline: boolean }[];
  readonly rows: readonly BesideRow[];
}

/** What of a report the tables beside the paper's are made of. */
export type Compared = Pick<
  ReportInput,
  | 'game'
  | 'comparison'
  | 'paperMethods'
  | 'audits'
  | 'certifications'
  | 'certifiedPlay'
  | 'certificateFindings'
  | 'worstCases'
>;

interface Column {
  readonly title: string;
  readonly isHeadline: boolean;
  readonly ours: (policyName: string) => readonly BesideCell[];
  readonly papers: (method: PaperMethod) => readonly BesideCell[];
}

/**
 * Columns that neither ours nor the paper's A2PD filled are left out; the paper's rows come after ours, and are none for a game
 * it has not played.
 */
export function besidePaper(input: Compared): BesideTable {
  const { game, paperMethods = {} } = input;
  const comparison = withUsualExploration(input.comparison);
  const policyNames = [...new Set(comparison.rows.map((row) => row.summary.policyName))];
  const methods = isPaperGame(game) ? [...new Set(paperReturns.map((row) => row.method))] : [];
  const columns = allColumns({ ...input, comparison }).filter(
    (column) => policyNames.some((name) => column.ours(name).length > 0) || column.papers('A2PD').length > 0,
  );
  return {
    columns: columns.map(({ title, isHeadline }) => ({ title, isHeadline })),
    rows: [
      ...policyNames.map((name) => ({
        ...{ name, isOurs: true, standsFor: paperMethods[name] ?? null, badge: badgeOf(input, name) },
        cells: columns.map((column) => column.ours(name)),
      })),
      ...methods.map((method) => ({
        ...{ name: method, isOurs: false, standsFor: null, badge: null },
        cells: columns.map((column) => column.papers(method)),
      })),
    ],
  };
}

function allColumns(input: Compared): Column[] {
  return [
    attackColumn(input, 'natural'),
    ...worstColumns(input),
    ...provedReturnColumns(input),
    ...attackOrder.map((attack) => attackColumn(input, attack)),
    ...attackOrder.map((attack) => ownLabelColumn(input, attack)),
    ...certifiedColumns(input),
  ];
}

const attackOrder: readonly PaperAttack[] = ['pgd-4-1', 'pgd-10-1', 'pgd-50-1', 'pgd-10-3', 'pgd-50-3', 'fgsm', 'jsma'];

function attackColumn({ game, comparison }: Compared, attack: PaperAttack): Column {
  return {
    title: paperAttackLabels[attack],
    isHeadline: false,
    ours: (policyName) => cellsUnder(comparison, policyName, attack, paperAttackOf),
    papers: (method) => {
      const row = paperReturns.find((paper) => paper.method === method && paper.attack === attack);
      const value = isPaperGame(game) ? row?.returns[game] : null;
      return value
        ? [{ figure: formatMeanAndDeviation(value.mean, value.standardDeviation), detail: detailOfPaper(method) }]
        : [];
    },
  };
}

/** The same attack away from the policy's own action: not the paper's, but as much of a threat. */
function ownLabelColumn({ comparison }: Compared, attack: PaperAttack): Column {
  return {
    title: `${paperAttackLabels[attack]}, own label`,
    isHeadline: false,
    ours: (policyName) => cellsUnder(comparison, policyName, attack, ownLabelAttackOf),
    papers: () => [],
  };
}

function cellsUnder(
  { rows }: Comparison,
  policyName: string,
  attack: PaperAttack,
  attackOf: typeof paperAttackOf,
): BesideCell[] {
  const measured = rows
    .map(({ summary }) => summary)
    .filter((summary) => summary.policyName === policyName && attackOf(summary) === attack)
    .sort((a, b) => a.returns.mean - b.returns.mean);
  const saysWhich = isOfOpenStrength(attack) || measured.length > 1;
  return measured.map((summary) => returnsCell(summary.returns, qualifiersOf(summary, saysWhich)));
}

function qualifiersOf(summary: EvaluationSummary, saysWhich: boolean): string[] {
  const cutShort = episodesCutShort(summary);
  return [...(saysWhich ? [summary.attackLabel] : []), ...(cutShort > 0 ? [`${cutShort} cut short`] : [])];
}

function detailOfPaper(method: PaperMethod): string {
  return method === 'A2PD' ? '50 episodes' : 'as quoted there';
}

function worstColumns({ worstCases = [] }: Compared): Column[] {
  const epsilons = distinctRadii(worstCases.map(({ epsilon }) => epsilon));
  return epsilons.map((epsilon) => ({
    title: `Worst of all, ε ≤ ${formatEpsilon(epsilon)}`,
    isHeadline: true,
    ours: (policyName) => {
      const found = worstCases.find((worst) => worst.policyName === policyName && isSameRadius(worst.epsilon, epsilon));
      return found ? [returnsCell(found.returns, qualifiersOfWorst(found))] : [];
    },
    papers: () => [],
  }));
}

function qualifiersOfWorst({ attackLabels, labels, isCutShort }: WorstCase): string[] {
  const attacks = attackLabels.length === 1 ? attackLabels.join() : `${attackLabels.length} attacks`;
  return [attacks, ...labelsMissing(labels), ...(isCutShort ? ['cut short'] : [])];
}

/** What no attack can take, beside what those that were tried have left. */
function provedReturnColumns(input: Compared): Column[] {
  const levels = levelsOf(input.certifiedPlay ?? []);
  const epsilons = distinctRadii(levels.map(({ level }) => level.epsilon));
  return epsilons.map((epsilon) => ({
    title: `Certified return, ε = ${formatEpsilon(epsilon)}`,
    isHeadline: true,
    ours: (policyName) => {
      const found = levels.find(
        ({ record, level }) => record.policyName === policyName && isSameRadius(level.epsilon, epsilon),
      );
      if (!found) return [];
      const natural = `of ${formatReturn(found.record.naturalReturn)} without an attack`;
      const doubts = caveatsOfCertificates(input, policyName);
      const figure = marked(formatCertifiedReturn(found), doubts);
      return [{ figure, detail: [natural, describeProof(found), ...doubts].join(', ') }];
    },
    papers: () => [],
  }));
}

function certifiedColumns(input: Compared): Column[] {
  const { certifications = [] } = input;
  const epsilons = distinctRadii(certifications.flatMap(({ levels }) => levels.map(({ epsilon }) => epsilon)));
  return epsilons.map((epsilon) => ({
    title: `Certified, ε = ${formatEpsilon(epsilon)}`,
    isHeadline: false,
    ours: (policyName) => {
      const record = certifications.find((certification) => certification.policyName === policyName);
      const level = record?.levels.find((each) => isSameRadius(each.epsilon, epsilon));
      if (!record || !level) return [];
      const doubts = caveatsOfCertificates(input, policyName);
      const figure = marked(formatShareWithin(level.certifiedShare, level.certifiedInterval95), doubts);
      return [{ figure, detail: [`of ${record.states.toLocaleString('en')} states`, ...doubts].join(', ') }];
    },
    papers: () => [],
  }));
}

function returnsCell(returns: ReturnStatistics, qualifiers: readonly string[]): BesideCell {
  const { mean, standardDeviation, interquartileMean, interquartileMeanInterval95, episodes } = returns;
  const interval = `IQM ${formatReturnPlainly(interquartileMean)} ${formatInterval(interquartileMeanInterval95)}`;
  return {
    figure: formatMeanAndDeviation(mean, standardDeviation),
    detail: [interval, `${episodes} episodes`, ...qualifiers].join(', '),
  };
}

function formatReturnPlainly(value: number): string {
  return formatMeanAndDeviation(value, null);
}

/** One bar of Fig. 2: a method's relative robustness (Eq. 20) under PGD-10 at 1/255, the paper's or ours. */
export interface RelativeRobustness {
  readonly game: string;
  readonly name: string;
  readonly isOurs: boolean;
  /** Eq. 20; null where the natural return is not above 0. */
  readonly percent: number | null;
  /** Ours: what qualifies it. */
  readonly detail: string;
  /** Ours: why it says little; empty where nothing speaks against it. */
  readonly caveats: readonly string[];
}

/** Table 2 and Fig. 2: ours first, then the paper's; of a policy that met PGD-10 more than once, where it kept least. */
export function relativeRobustnessBeside(input: Compared): RelativeRobustness[] {
  const { game } = input;
  const comparison = withUsualExploration(input.comparison);
  const attacked = comparison.rows
    .filter(({ summary }) => paperAttackOf(summary) === 'pgd-10-1')
    .sort((a, b) => a.summary.returns.mean - b.summary.returns.mean);
  const policyNames = [...new Set(comparison.rows.map(({ summary }) => summary.policyName))];
  const ours = policyNames.flatMap((name): RelativeRobustness[] => {
    const row = attacked.find(({ summary }) => summary.policyName === name);
    if (!row) return [];
    const normalised =
      row.normalisedRobustnessPercent === null
        ? ''
        : `, ${formatPercent(row.normalisedRobustnessPercent)} with the random agent’s return taken off`;
    return [
      {
        ...{ game, name, isOurs: true, percent: row.relativeRobustnessPercent },
        detail: [`${row.summary.returns.episodes} episodes${normalised}`, ...byOwnLabel(comparison, name)].join(', '),
        caveats: caveatsOf(input, name),
      },
    ];
  });
  return [...ours, ...(isPaperGame(game) ? paperRobustness(game) : [])];
}

function paperRobustness(game: PaperGame): RelativeRobustness[] {
  return Object.entries(relativeRobustnessPercent).map(([method, byGame]) => ({
    ...{ game, name: method, isOurs: false, percent: byGame[game] },
    detail: method.startsWith('Imitation') ? 'paper, PGD-4' : 'paper',
    caveats: [],
  }));
}

/** What the same attack leaves when it leads away from the policy's own action. */
function byOwnLabel({ rows }: Comparison, name: string): string[] {
  const percents = rows
    .filter(({ summary }) => summary.policyName === name && ownLabelAttackOf(summary) === 'pgd-10-1')
    .flatMap((row) => row.relativeRobustnessPercent ?? []);
  return percents.length === 0 ? [] : [`${formatPercent(Math.min(...percents))} away from its own action`];
}

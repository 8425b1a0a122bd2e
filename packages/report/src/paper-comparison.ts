/** Which of our evaluations repeat which of the paper's. */
import { type Comparison, type EvaluationSummary, ofUsualExploration } from '@a2pd/core';
import { type PaperAttack, type PaperGame, paperGames } from './paper-tables.js';

export function isPaperGame(game: string): game is PaperGame {
  return (paperGames as readonly string[]).includes(game);
}

/** Of each policy the evaluations that a row or a curve may set beside each other: those with as many random actions. */
export function withUsualExploration<T extends Pick<Comparison, 'rows'>>(comparison: T): T {
  const { rows } = comparison;
  const names = [...new Set(rows.map(({ summary }) => summary.policyName))];
  const usual = names.flatMap((name) => {
    const own = rows.filter(({ summary }) => summary.policyName === name);
    return ofUsualExploration(own, ({ summary }) => summary.explorationEpsilon);
  });
  return { ...comparison, rows: rows.filter((row) => usual.includes(row)) };
}

/** The paper's attack that an evaluation repeats, away from the teacher's action as in Eq. 19; null for any other form of it. */
export function paperAttackOf(summary: EvaluationSummary): PaperAttack | null {
  return summary.attack === null || summary.labels === 'teacher' ? paperAttackByEitherLabel(summary) : null;
}

/** The same away from the policy's own action, which the paper does not print: the attack of who knows no teacher. */
export function ownLabelAttackOf(summary: EvaluationSummary): PaperAttack | null {
  return summary.attack !== null && summary.labels === 'self' ? paperAttackByEitherLabel(summary) : null;
}

function paperAttackByEitherLabel(summary: EvaluationSummary): PaperAttack | null {
  const { attack } = summary;
  if (attack === null) return 'natural';
  if (!isPlain(summary)) return null;
  if (attack.name === 'jsma') return 'jsma';
  if (attack.norm === 'l2') return null;
  if (attack.name === 'fgsm') return 'fgsm';
  if (!isPlainPgd(summary)) return null;
  const steps = Number(attack.steps);
  const levels = Number(attack.epsilon) * 255;
  const found = paperPgd.find((known) => known.steps === steps && Math.abs(known.levels - levels) < 1e-6);
  return found?.attack ?? null;
}

/** PGD as Eq. 19 has it, at any radius and number of steps: other norms, starts and inputs are other attacks. */
export function isPlainPgd(summary: EvaluationSummary): boolean {
  const { attack } = summary;
  if (attack?.name !== 'pgd' || !isPlain(summary)) return false;
  return attack.norm !== 'l2' && attack.randomStart !== true && attack.stepSize === undefined;
}

/** For a curve: of each policy the attacks away from the teacher's action, or from its own where there are no others. */
export function byOneLabel(attacked: readonly EvaluationSummary[]): EvaluationSummary[] {
  const hasTeachers = (name: string) =>
    attacked.some(({ policyName, labels }) => policyName === name && labels === 'teacher');
  return attacked.filter(({ policyName, labels }) => labels === 'teacher' || !hasTeachers(policyName));
}

/** Against all of what the policy is shown, at every step, by its own gradients, away from an action. */
function isPlain({ attackModel, perturbFrames, quantise, strikes, target }: EvaluationSummary): boolean {
  return attackModel === null && strikes === null && target === null && perturbFrames === 'all' && !quantise;
}

const paperPgd = [
  { attack: 'pgd-4-1', steps: 4, levels: 1 },
  { attack: 'pgd-10-1', steps: 10, levels: 1 },
  { attack: 'pgd-50-1', steps: 50, levels: 1 },
  { attack: 'pgd-10-3', steps: 10, levels: 3 },
  { attack: 'pgd-50-3', steps: 50, levels: 3 },
] as const;

/** Whether the paper leaves the attack's strength open, so that every strength of ours stands beside it. */
export function isOfOpenStrength(attack: PaperAttack): boolean {
  return attack === 'fgsm' || attack === 'jsma';
}

/** As the paper's Table 1 names them. */
export const paperAttackLabels: Readonly<Record<PaperAttack, string>> = {
  natural: 'No attack',
  'pgd-4-1': 'PGD-4 (ε = 1/255)',
  'pgd-10-1': 'PGD-10 (ε = 1/255)',
  'pgd-50-1': 'PGD-50 (ε = 1/255)',
  'pgd-10-3': 'PGD-10 (ε = 3/255)',
  'pgd-50-3': 'PGD-50 (ε = 3/255)',
  fgsm: 'FGSM (ε not given)',
  jsma: 'JSMA (θ, γ not given)',
};

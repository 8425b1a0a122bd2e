/** Which of our evaluations repeat which of the paper's. */
import type { EvaluationSummary } from '@a2pd/core';
import { type PaperAttack, type PaperGame, paperGames } from './paper-tables.js';

export function isPaperGame(game: string): game is PaperGame {
  return (paperGames as readonly string[]).includes(game);
}

/** The paper's attack that an evaluation repeats; null where any option differs from Eq. 19's. */
export function paperAttackOf({ attack, attackModel, perturbFrames, quantise }: EvaluationSummary): PaperAttack | null {
  if (attack === null) return 'natural';
  if (attackModel !== null || perturbFrames !== 'all' || quantise) return null;
  if (attack.name === 'jsma') return 'jsma';
  if (attack.norm === 'l2') return null;
  if (attack.name === 'fgsm') return 'fgsm';
  if (attack.name !== 'pgd' || attack.randomStart === true || attack.stepSize !== undefined) return null;
  const steps = Number(attack.steps);
  const levels = Number(attack.epsilon) * 255;
  const found = paperPgd.find((known) => known.steps === steps && Math.abs(known.levels - levels) < 1e-6);
  return found?.attack ?? null;
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

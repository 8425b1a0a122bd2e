/** The sceptic's question to a few episodes: an attack that raises the return is no attack. */
import type { AuditCheck } from '@a2pd/core';
import { mean, standardDeviation } from '../statistics.js';

/** Raw returns of the same seeds with and without an attack. */
export interface Returns {
  readonly natural: readonly number[];
  readonly attacked: readonly number[];
  /** As tables print it. */
  readonly attackLabel: string;
}

export function checkOfTheReturns(returns: Returns | undefined): AuditCheck {
  const about = {
    id: 'returns',
    title: 'No attack raises the return',
    meaning: 'A return above natural by more than chance is a classic sign of a masked gradient.',
  };
  if (!returns) return { ...about, verdict: 'not measured', detail: 'no episode was played', figures: {} };
  const { natural, attacked, attackLabel } = returns;
  const gain = mean(attacked) - mean(natural);
  const chance = 2 * Math.hypot(standardError(natural), standardError(attacked));
  const isAbove = gain > Math.max(chance, 0.01 * Math.abs(mean(natural)));
  return {
    ...about,
    verdict: isAbove ? 'warn' : 'pass',
    detail: `natural ${mean(natural).toFixed(1)}, under ${attackLabel} ${mean(attacked).toFixed(1)}, ${natural.length} episodes each`,
    figures: { naturalReturn: mean(natural), attackedReturn: mean(attacked), episodes: natural.length },
  };
}

function standardError(values: readonly number[]): number {
  return standardDeviation(values) / Math.sqrt(values.length);
}

/** The sceptic's question to a few episodes: an attack that raises the return is no attack. */
import { type AuditCheck, expectationError, studentQuantile975 } from '@a2pd/core';
import { mean, standardDeviation } from '../statistics.js';

/** Raw returns of the same seeds with and without an attack. */
export interface Returns {
  readonly natural: readonly number[];
  readonly attacked: readonly number[];
  /** As tables print it. */
  readonly attackLabel: string;
}

/**
 * Pairs episodes by their seeds, so that what differs between games does not count as chance.
 * @throws A2pdError INVALID_ARGUMENT where the two lists do not pair.
 */
export function checkOfTheReturns(returns: Returns | undefined): AuditCheck {
  const about = {
    id: 'returns',
    title: 'No attack raises the return',
    meaning: 'A return above natural by more than chance is a classic sign of a masked gradient.',
  };
  const { natural, attacked, attackLabel } = returns ?? { natural: [], attacked: [], attackLabel: '' };
  const episodes = natural.length;
  if (attacked.length !== episodes) {
    const remedy = 'play the same seeds with and without the attack';
    throw expectationError('INVALID_ARGUMENT', `${episodes} attacked returns, one for each natural`, attacked, remedy);
  }
  if (episodes < 2) {
    const detail = episodes === 0 ? 'no episode was played' : 'one episode does not say what is chance';
    return { ...about, verdict: 'not measured', detail, figures: {} };
  }
  const gains = attacked.map((value, episode) => value - natural[episode]!);
  const gain = mean(gains);
  const chance = studentQuantile975(episodes - 1) * standardErrorOfMean(gains);
  const isAbove = gain > Math.max(chance, 0.01 * Math.abs(mean(natural)));
  return {
    ...about,
    verdict: isAbove ? 'warn' : 'pass',
    detail:
      `natural ${mean(natural).toFixed(1)}, under ${attackLabel} ${mean(attacked).toFixed(1)}, ${episodes} episodes each; ` +
      `the difference is ${gain.toFixed(1)} ± ${chance.toFixed(1)}`,
    figures: { naturalReturn: mean(natural), attackedReturn: mean(attacked), gain, gainHalfWidth95: chance, episodes },
  };
}

/** From the deviation of a sample, divided by n - 1. */
function standardErrorOfMean(values: readonly number[]): number {
  return standardDeviation(values) / Math.sqrt(values.length - 1);
}

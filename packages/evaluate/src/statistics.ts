/**
 * Statistics of returns. The interquartile mean and its stratified bootstrap interval follow Agarwal et al., "Deep
 * Reinforcement Learning at the Edge of the Statistical Precipice" (2021); relative robustness is Eq. 20 of the paper.
 */
import { expectationError, quantiles, type ReturnStatistics, Rng } from '@a2pd/core';

export function mean(values: readonly number[]): number {
  requireValues(values);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of the population: divided by n, as NumPy's default and the sources of Table 1 do. */
export function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

/** Mean of the middle half: a quarter of the values, rounded down, is cut from each end. */
export function interquartileMean(values: readonly number[]): number {
  requireValues(values);
  const cut = Math.floor(values.length / 4);
  return mean([...values].sort(ascending).slice(cut, values.length - cut));
}

export interface BootstrapOptions {
  readonly rng: Rng;
  readonly resamples: number;
  /** Probability covered by the interval, e.g. 0.95. */
  readonly level: number;
}

/**
 * Percentile bootstrap interval of a statistic of pooled values, resampled with replacement within each stratum (a game);
 * one stratum is the plain bootstrap.
 */
export function stratifiedBootstrapInterval(
  strata: readonly (readonly number[])[],
  statistic: (pooled: readonly number[]) => number,
  { rng, resamples, level }: BootstrapOptions,
): [low: number, high: number] {
  if (strata.length === 0) throw expectationError('INVALID_ARGUMENT', 'at least one stratum', strata);
  for (const stratum of strata) requireValues(stratum);
  if (!(resamples >= 1)) throw expectationError('INVALID_ARGUMENT', 'at least one resample', resamples);
  const estimates = Array.from({ length: resamples }, () =>
    statistic(strata.flatMap((stratum) => stratum.map(() => stratum[rng.integer(stratum.length)]!))),
  );
  const tail = (1 - level) / 2;
  return quantiles(estimates, [tail, 1 - tail]) as [number, number];
}

/** The 95% bootstrap interval of the mean, the same each time. */
export function meanInterval(returns: readonly number[]): [low: number, high: number] {
  return stratifiedBootstrapInterval([returns], mean, { rng: new Rng(0), resamples: 2000, level: 0.95 });
}

/** The figures every table shows of one evaluation's returns. */
export function returnStatistics(
  returns: readonly number[],
  distinctEpisodes: number,
  rng: Rng,
  bootstrapResamples = 2000,
): ReturnStatistics {
  return {
    episodes: returns.length,
    distinctEpisodes,
    mean: mean(returns),
    standardDeviation: standardDeviation(returns),
    min: Math.min(...returns),
    max: Math.max(...returns),
    interquartileMean: interquartileMean(returns),
    interquartileMeanInterval95: stratifiedBootstrapInterval([returns], interquartileMean, {
      rng,
      resamples: bootstrapResamples,
      level: 0.95,
    }),
    bootstrapResamples,
  };
}

/**
 * Eq. 20: `attacked / natural`, in percent. Null at and below a natural return of 0, where the ratio means nothing
 * (twice as bad would read as 200%).
 */
export function relativeRobustnessPercent(attackedReturn: number, naturalReturn: number): number | null {
  return naturalReturn > 0 ? (attackedReturn / naturalReturn) * 100 : null;
}

/**
 * Eq. 20 with the random agent's return taken off both sides, in percent: 100 keeps everything, 0 plays at random. Null
 * where the policy does not beat the random agent even without an attack.
 */
export function normalisedRobustnessPercent(
  attackedReturn: number,
  naturalReturn: number,
  randomReturn: number,
): number | null {
  if (naturalReturn <= randomReturn) return null;
  return ((attackedReturn - randomReturn) / (naturalReturn - randomReturn)) * 100;
}

function requireValues(values: readonly number[]): void {
  if (values.length === 0) throw expectationError('INVALID_ARGUMENT', 'at least one value', values, 'run an episode');
}

function ascending(a: number, b: number): number {
  return a - b;
}

/** A certification in a handful of figures. */
import { type CertificationRecord, labelStatistics, numEpisodesOf, quantiles, Rng, shareInterval95 } from '@a2pd/core';
import type { Certificates } from './certify.js';
import { type BoundsName, boundsTitles } from './lead-bounds.js';

export interface CertificationContext {
  readonly policyName: string;
  /** What the proof rests on; `ibp` when absent. */
  readonly bounds?: BoundsName | undefined;
  readonly source: CertificationRecord['source'];
  /** The episode of each state: states of one episode are alike. */
  readonly episodeOf: ArrayLike<number>;
  /** How many of the episodes were left before their end, where that is known. */
  readonly cutEpisodes?: number | null | undefined;
  /** Share of the states that are different from each other, where somebody looked. */
  readonly distinctShare?: number | null | undefined;
  readonly epsilons: readonly number[];
  /** Share of the states whose action survived the attack, one for each radius; null when none was tried. */
  readonly attackedShares: readonly number[] | null;
  readonly attackLabel: string | null;
}

export function summariseCertification(
  { actions, certified, radii }: Certificates,
  context: CertificationContext,
): CertificationRecord {
  const { policyName, bounds = 'ibp', source, episodeOf, epsilons, attackedShares, attackLabel } = context;
  const shareOf = (holds: readonly boolean[]) => holds.filter(Boolean).length / holds.length;
  // Not Math.max(...) and the like: there may be more states than a call takes arguments.
  const [min, median, max] = quantiles(radii, [0, 0.5, 1]) as [number, number, number];
  const numActions = actions.reduce((most, action) => Math.max(most, action + 1), 0);
  return {
    policyName,
    method: boundsTitles[bounds],
    states: radii.length,
    episodes: numEpisodesOf(episodeOf),
    cutEpisodes: context.cutEpisodes ?? null,
    distinctShare: context.distinctShare ?? null,
    majorityActionShare: labelStatistics(actions, numActions).majorityShare,
    source,
    levels: epsilons.map((epsilon, k) => ({
      epsilon,
      certifiedShare: shareOf(certified[k]!),
      certifiedInterval95: shareInterval95(certified[k]!, episodeOf, new Rng(0)),
      attackedShare: attackedShares?.[k] ?? null,
    })),
    attackLabel,
    radius: {
      min,
      median,
      mean: radii.reduce((sum, radius) => sum + radius, 0) / radii.length,
      max,
    },
  };
}

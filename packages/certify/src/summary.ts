/** A certification in a handful of figures. */
import { type CertificationRecord, median, numEpisodesOf, Rng, shareInterval95 } from '@a2pd/core';
import type { Certificates } from './certify.js';
import { type BoundsName, boundsTitles } from './lead-bounds.js';

export interface CertificationContext {
  readonly policyName: string;
  /** What the proof rests on; `ibp` when absent. */
  readonly bounds?: BoundsName;
  readonly source: CertificationRecord['source'];
  /** The episode of each state: states of one episode are alike. */
  readonly episodeOf: ArrayLike<number>;
  readonly epsilons: readonly number[];
  /** Share of the states whose action survived the attack, one for each radius; null when none was tried. */
  readonly attackedShares: readonly number[] | null;
  readonly attackLabel: string | null;
}

export function summariseCertification(
  { certified, radii }: Certificates,
  { policyName, bounds = 'ibp', source, episodeOf, epsilons, attackedShares, attackLabel }: CertificationContext,
): CertificationRecord {
  const shareOf = (holds: readonly boolean[]) => holds.filter(Boolean).length / holds.length;
  return {
    policyName,
    method: boundsTitles[bounds],
    states: radii.length,
    episodes: numEpisodesOf(episodeOf),
    source,
    levels: epsilons.map((epsilon, k) => ({
      epsilon,
      certifiedShare: shareOf(certified[k]!),
      certifiedInterval95: shareInterval95(certified[k]!, episodeOf, new Rng(0)),
      attackedShare: attackedShares?.[k] ?? null,
    })),
    attackLabel,
    radius: {
      min: Math.min(...radii),
      median: median(radii),
      mean: radii.reduce((sum, radius) => sum + radius, 0) / radii.length,
      max: Math.max(...radii),
    },
  };
}

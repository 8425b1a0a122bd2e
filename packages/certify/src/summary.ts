/** A certification in a handful of figures. */
import { type CertificationRecord, median } from '@a2pd/core';
import type { Certificates } from './certify.js';

export interface CertificationContext {
  readonly policyName: string;
  readonly source: CertificationRecord['source'];
  readonly epsilons: readonly number[];
  /** Share of the states whose action survived the attack, one for each radius; null when none was tried. */
  readonly attackedShares: readonly number[] | null;
  readonly attackLabel: string | null;
}

export function summariseCertification(
  { certified, radii }: Certificates,
  { policyName, source, epsilons, attackedShares, attackLabel }: CertificationContext,
): CertificationRecord {
  const shareOf = (holds: readonly boolean[]) => holds.filter(Boolean).length / holds.length;
  return {
    policyName,
    method: 'interval bound propagation',
    states: radii.length,
    source,
    levels: epsilons.map((epsilon, k) => ({
      epsilon,
      certifiedShare: shareOf(certified[k]!),
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

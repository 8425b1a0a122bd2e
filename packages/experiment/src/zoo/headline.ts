/** What a policy of the zoo comes to, in the few figures that a reader wants first. */
import { type CertifiedPlayLevel, type CertifiedPlayRecord, isSameRadius } from '@a2pd/core';
import type { WorstCase } from '@a2pd/report';
import { lowestWithin } from '../records/worst-cases.js';
import type { ZooRecords } from '../records/zoo-records.js';

/** The radius of the headline, pixels in [0, 1]: the paper's smaller one. */
export const headlineEpsilon = 1 / 255;

export interface Headline {
  /** Mean return without an attack; null where none was played. */
  readonly clean: { readonly meanReturn: number; readonly episodes: number } | null;
  /** The lowest known under attacks within the radius; null where none was tried. */
  readonly worst: WorstCase | null;
  /** What is proved at the radius; null where nothing was asked. */
  readonly proved:
    | (Pick<CertifiedPlayLevel, 'certifiedReturn' | 'actionCertificationRate' | 'provedEpisodes'> &
        Pick<CertifiedPlayRecord, 'episodes' | 'cutEpisodes' | 'bounds'>)
    | null;
}

export function headlineOf({ evaluations, worstCases, certifiedPlay }: ZooRecords): Headline {
  const clean = evaluations.find(({ attack }) => attack === null)?.returns;
  return {
    clean: clean ? { meanReturn: clean.mean, episodes: clean.episodes } : null,
    worst: lowestWithin(headlineEpsilon, evaluations, worstCases),
    proved: provedAt(headlineEpsilon, certifiedPlay),
  };
}

function provedAt(epsilon: number, records: ZooRecords['certifiedPlay']): Headline['proved'] {
  for (const { levels, episodes, cutEpisodes, bounds } of records) {
    const level = levels.find((each) => isSameRadius(each.epsilon, epsilon));
    if (!level) continue;
    const { certifiedReturn, actionCertificationRate, provedEpisodes } = level;
    return { certifiedReturn, actionCertificationRate, provedEpisodes, episodes, cutEpisodes, bounds };
  }
  return null;
}

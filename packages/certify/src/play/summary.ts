/** Certified play in a handful of figures. */
import type { CertifiedPlayRecord } from '@a2pd/core';
import type { PlayedEpisode } from './certified-play.js';

export interface CertifiedPlayContext extends Pick<CertifiedPlayRecord, 'policyName' | 'bounds' | 'mattersAbove'> {
  /** Mean returns of the greedy worst case by radius, in the order of the episodes' proofs; null when not played. */
  readonly greedyWorstCaseReturns: readonly number[] | null;
}

export function summariseCertifiedPlay(
  episodes: readonly PlayedEpisode[],
  { greedyWorstCaseReturns, ...context }: CertifiedPlayContext,
): CertifiedPlayRecord {
  const agentSteps = sum(episodes.map((episode) => episode.agentSteps));
  const matteringSteps = sum(episodes.map((episode) => episode.matteringSteps));
  const levels = episodes[0]!.proofs.map(({ epsilon }, k) => {
    const proofs = episodes.map(({ proofs }) => proofs[k]!);
    const certified = proofs.map(({ certifiedReturn }) => certifiedReturn);
    const isKnown = certified.every((value) => value !== null);
    return {
      epsilon,
      provedEpisodes: proofs.filter(({ firstOpenStep }, i) => firstOpenStep === null && !episodes[i]!.isCut).length,
      certifiedReturn: isKnown ? sum(certified) / episodes.length : null,
      actionCertificationRate: sum(proofs.map(({ provedSteps }) => provedSteps)) / agentSteps,
      matteringCertificationRate:
        matteringSteps === 0
          ? null
          : sum(proofs.map(({ matteringProvedSteps }) => matteringProvedSteps)) / matteringSteps,
      greedyWorstCaseReturn: greedyWorstCaseReturns?.[k] ?? null,
    };
  });
  return {
    ...context,
    episodes: episodes.length,
    agentSteps,
    naturalReturn: sum(episodes.map((episode) => episode.return)) / episodes.length,
    matteringShare: matteringSteps / agentSteps,
    cutEpisodes: episodes.filter(({ isCut }) => isCut).length,
    levels,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

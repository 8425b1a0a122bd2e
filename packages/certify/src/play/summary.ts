/** Certified play in a handful of figures. */
import type { CertifiedPlayLevel, CertifiedPlayRecord } from '@a2pd/core';
import type { EpisodeProof, PlayedEpisode } from './certified-play.js';
import type { WorstCase } from './episode-search.js';

export interface CertifiedPlayContext
  extends Pick<CertifiedPlayRecord, 'policyName' | 'bounds' | 'explorationEpsilon' | 'mattersAbove'> {
  /** Mean returns of the greedy worst case by radius, in the order of the episodes' proofs; null when not played. */
  readonly greedyWorstCaseReturns: readonly number[] | null;
}

export function summariseCertifiedPlay(
  episodes: readonly PlayedEpisode[],
  { greedyWorstCaseReturns, ...context }: CertifiedPlayContext,
): CertifiedPlayRecord {
  const agentSteps = sum(episodes.map((episode) => episode.agentSteps));
  const decidedSteps = sum(episodes.map((episode) => episode.decidedSteps));
  const matteringSteps = sum(episodes.map((episode) => episode.matteringSteps));
  const levels = episodes[0]!.proofs.map(({ epsilon }, k) => {
    const proofs = episodes.map(({ proofs }) => proofs[k]!);
    const certified = proofs.map(({ certifiedReturn }) => certifiedReturn);
    const isKnown = certified.every((value) => value !== null);
    return {
      epsilon,
      provedEpisodes: proofs.filter(({ firstOpenStep }, i) => firstOpenStep === null && !episodes[i]!.isCut).length,
      certifiedReturn: isKnown ? sum(certified) / episodes.length : null,
      // Without a decision there is none that is proved.
      actionCertificationRate: sum(proofs.map(({ provedSteps }) => provedSteps)) / Math.max(1, decidedSteps),
      matteringCertificationRate:
        matteringSteps === 0
          ? null
          : sum(proofs.map(({ matteringProvedSteps }) => matteringProvedSteps)) / matteringSteps,
      greedyWorstCaseReturn: greedyWorstCaseReturns?.[k] ?? null,
      search: summariseSearches(proofs),
    };
  });
  return {
    ...context,
    episodes: episodes.length,
    agentSteps,
    naturalReturn: sum(episodes.map((episode) => episode.return)) / episodes.length,
    matteringShare: matteringSteps / Math.max(1, decidedSteps),
    cutEpisodes: episodes.filter(({ isCut }) => isCut).length,
    levels,
  };
}

function summariseSearches(proofs: readonly EpisodeProof[]): CertifiedPlayLevel['search'] {
  const searches = proofs.flatMap(({ search }) => search ?? []);
  if (searches.length === 0) return undefined;
  return {
    states: sum(searches.map(({ states }) => states)),
    completeEpisodes: searches.filter(({ isComplete }) => isComplete).length,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/**
 * Episodes whose certified returns at radius `level` (its place among the proofs) are what the searches found, where that is more
 * than what each had come to at its first open state.
 * @param cases In the order of the episodes.
 */
export function withWorstCases(
  episodes: readonly PlayedEpisode[],
  cases: readonly WorstCase[],
  level: number,
): PlayedEpisode[] {
  return episodes.map((episode, i) => ({
    ...episode,
    proofs: episode.proofs.map((proof, k) => (k === level ? improved(proof, cases[i]!) : proof)),
  }));
}

function improved(proof: EpisodeProof, { certifiedReturn, ...search }: WorstCase): EpisodeProof {
  return { ...proof, certifiedReturn: Math.max(proof.certifiedReturn ?? certifiedReturn, certifiedReturn), search };
}

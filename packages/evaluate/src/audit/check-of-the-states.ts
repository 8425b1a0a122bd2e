/** The sceptic's question to the states: are they as many as they seem? Those of one episode, or of a few alike, are not. */
import { sha256Of } from '@a2pd/artefact';
import { type AuditCheck, numEpisodesOf, observationSize, percent } from '@a2pd/core';
import { fewestEpisodes, verdictOnStates } from './shared-limits.js';

export interface AuditedStates {
  /** uint8[N, 4, 84, 84]. */
  readonly states: Uint8Array;
  /** The episode of each; states of unknown origin are not known to be of several. */
  readonly episodeOf?: ArrayLike<number> | undefined;
  /** How many of the episodes were left before their end. */
  readonly cutEpisodes?: number | undefined;
}

export function checkOfTheStates({ states, episodeOf, cutEpisodes = 0 }: AuditedStates): AuditCheck {
  const about = {
    id: 'states',
    title: `The states are different ones, of ${fewestEpisodes} whole episodes or more`,
    meaning:
      'States of one stretch of play are alike: a share of them says little of the game, however many there are, and of its later parts nothing.',
  };
  if (episodeOf === undefined) {
    const detail = 'nothing says which episodes the states are of';
    return { ...about, verdict: 'not measured', detail, figures: {} };
  }
  const numStates = episodeOf.length;
  const episodes = numEpisodesOf(episodeOf);
  const distinctShare = distinctShareOf(states);
  return {
    ...about,
    verdict: verdictOnStates({ episodes, cutEpisodes, distinctShare }),
    detail: `${numStates} states of ${episodes} episodes, ${cutEpisodes} of them cut short; ${percent(distinctShare)} are different`,
    figures: { episodes, cutEpisodes, distinctShare },
  };
}

/** How many of the states are different ones. @param states uint8[N, 4, 84, 84] */
export function distinctShareOf(states: Uint8Array): number {
  const hashes = new Set<string>();
  for (let first = 0; first < states.length; first += observationSize) {
    hashes.add(sha256Of(states.subarray(first, first + observationSize)));
  }
  return hashes.size / (states.length / observationSize);
}

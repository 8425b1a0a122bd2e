/** What a certification leaves behind: how many actions provably cannot be changed within a radius. */
import type { Interval } from './share-interval.js';

/** One radius in L-infinity; shares are of the states. Always certified <= attacked <= 1. */
export interface CertifiedLevel {
  /** Pixels in [0, 1]. */
  readonly epsilon: number;
  /** States whose action no perturbation within `epsilon` changes. */
  readonly certifiedShare: number;
  /** `shareInterval95` of it; null in older records, and where the states are not of several episodes. */
  readonly certifiedInterval95: Interval | null;
  /** States whose action the strongest attack tried did not change; null when none was tried. */
  readonly attackedShare: number | null;
}

export interface CertificationRecord {
  readonly policyName: string;
  readonly method: 'interval bound propagation' | 'CROWN' | 'α-CROWN';
  readonly states: number;
  /** How many episodes those states are of; null in older records. */
  readonly episodes: number | null;
  /** How many of those episodes were left before their end; null in older records. */
  readonly cutEpisodes?: number | null;
  /** Share of the states that are different from each other; null in older records. */
  readonly distinctShare?: number | null;
  /** Share of the states in which the policy takes the action that it takes most often; null in older records. */
  readonly majorityActionShare?: number | null;
  /** Where the states come from: stored prescriptions, or episodes that the policy played. */
  readonly source: 'prescriptions' | 'visited';
  readonly levels: readonly CertifiedLevel[];
  /** How tables call the attack behind `attackedShare`; null when none was tried. */
  readonly attackLabel: string | null;
  /** Largest certified radius of each state, found by bisection, pixels in [0, 1]: its order statistics. */
  readonly radius: {
    readonly min: number;
    readonly median: number;
    readonly mean: number;
    readonly max: number;
  };
}

/** What certified play leaves behind: returns that are proved, not attacked. */

/** One radius in L-infinity over all episodes. Always certified <= natural, and certified <= any attacked return. */
export interface CertifiedPlayLevel {
  /** Pixels in [0, 1]. */
  readonly epsilon: number;
  /** Episodes that are proved from the reset to the end of the game. */
  readonly provedEpisodes: number;
  /** Mean over all episodes of the least return that any attack can leave; null where the game's floor is not known. */
  readonly certifiedReturn: number | null;
  /** Action certification rate: share of the states in which the policy decided where no other action is possible. */
  readonly actionCertificationRate: number;
  /** The same of the states that matter alone; null where none did. */
  readonly matteringCertificationRate: number | null;
  /** Mean return where, of all actions that are possible, the worst is taken each time: an estimate, not a bound; null when not played. */
  readonly greedyWorstCaseReturn: number | null;
  /** The searches through every possible action that stand behind `certifiedReturn`; absent where none was made. */
  readonly search?: CertifiedPlaySearch | undefined;
}

export interface CertifiedPlaySearch {
  /** Different states that were looked at, over all episodes. */
  readonly states: number;
  /** Episodes of which no possible course was left that could come to less. */
  readonly completeEpisodes: number;
}

export interface CertifiedPlayRecord {
  readonly policyName: string;
  /** The bounds that were asked in turn, e.g. ["ibp", "crown"]. */
  readonly bounds: readonly string[];
  /** Share of agent steps that were played at random, which no attack has a say in; 0 in older records. */
  readonly explorationEpsilon: number;
  readonly episodes: number;
  readonly agentSteps: number;
  /** Mean return of the episodes as they were played, without an attack. */
  readonly naturalReturn: number;
  /** A state matters where its worst action is worth so much less than its best. */
  readonly mattersAbove: number;
  /** Of the states in which the policy decided. */
  readonly matteringShare: number;
  /** Episodes that a limit on agent steps cut short: their returns are of less than a whole game. */
  readonly cutEpisodes: number;
  readonly levels: readonly CertifiedPlayLevel[];
}

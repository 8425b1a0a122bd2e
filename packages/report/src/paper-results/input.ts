/** What the results are made from: for each game the policies, how they were made, and everything measured of them. */
import type { Compared } from '../beside-paper.js';
import type { DistillationPoint } from '../input.js';

export interface PaperPolicy {
  /** As the records of its game call it. */
  readonly policyName: string;
  /** Where it is kept, e.g. "zoo:pong/teacher". */
  readonly source: string;
  /** The policy that it learned from, where that is known and among the policies of its game; null otherwise. */
  readonly teacherName: string | null;
  readonly isSmallNetwork: boolean;
  /** How it is less than the paper's protocol; null at full size. */
  readonly scaledDown: string | null;
  /** What a reader must know first; null when nothing. */
  readonly note: string | null;
  /** SHA-256 of its manifest and the commit it was made from. */
  readonly manifestSha256: string;
  readonly sourceCommit: string;
  /** Null for a teacher. */
  readonly distillation: PaperDistillation | null;
}

export interface PaperDistillation {
  /** E.g. "a2pd", "pgd". */
  readonly method: string;
  /** As tables name it, e.g. "PGD-10". */
  readonly methodLabel: string;
  readonly beta: number | null;
  readonly eta: number | null;
  readonly points: readonly DistillationPoint[];
  readonly epochPairs: number | null;
  readonly secondsPerEpoch: number | null;
}

export interface PaperGameResults extends Compared {
  readonly policies: readonly PaperPolicy[];
}

/** A way of making agents, done again with one seed after another, e.g. a row of a sweep's table. */
export interface RepeatedTraining {
  readonly game: string;
  /** E.g. "a2pd, maxEpochs 10". */
  readonly name: string;
  readonly seeds: readonly string[];
  /** How each is less than the paper's protocol; null at full size. */
  readonly scaledDown: string | null;
  /** Mean returns by the label of the attack, e.g. "PGD-10 (ε = 1/255)". */
  readonly returns: Readonly<Record<string, FigureOverSeeds>>;
  /** Of validation states, within the radius that it was trained for; null where none is proved in training. */
  readonly provedShare: FigureOverSeeds | null;
}

export interface FigureOverSeeds {
  /** One for each seed. */
  readonly values: readonly number[];
  readonly mean: number;
  /** Half width of the 95% interval of the mean over seeds; null for a single one. */
  readonly halfWidth95: number | null;
}

export interface PaperResultsInput {
  readonly games: readonly PaperGameResults[];
  readonly repeated: readonly RepeatedTraining[];
  /** What makes the pages again. */
  readonly command: string;
}

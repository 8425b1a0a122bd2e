/**
 * What an evaluation leaves behind: the words that evaluation writes and the report reads. A `null` is a figure that was
 * not measured (no attack, no teacher), never a zero.
 */

/** Figures of agent steps: means over those of one episode, or of all of an evaluation. */
export interface StepFigures {
  /** Fig. 6: the policy's largest prescription minus its second largest, on what the game showed. */
  readonly cleanPrescriptionGap: number;
  /** Eq. 8 at the attack's perturbation and the policy's clean action: negative where the attack changed the action. */
  readonly attackedPrescriptionGap: number | null;
  readonly teacherPrescriptionGap: number | null;
  /** Steps where the attack changed the policy's action. */
  readonly actionFlipRate: number | null;
  /** Steps where the attacked action differs from the label the attack pushed away from; null of an attack that has a target. */
  readonly attackSuccessRate: number | null;
  /** Steps where the attacked action is the one that the attack led to, and where the clean action is; null without a target. */
  readonly targetRate: number | null;
  readonly cleanTargetRate: number | null;
  /** Steps where the policy's clean action is the teacher's. */
  readonly teacherAgreement: number | null;
  /** Steps where the policy's attacked action is the teacher's (on the clean observation). */
  readonly attackedTeacherAgreement: number | null;
  /** Mean of the teacher's best score minus its score of the action taken: flips weighted by what they cost. */
  readonly teacherScoreLoss: number | null;
  /** Mean of the teacher's score of the clean action minus that of the attacked one: flips alone, by what they cost. */
  readonly flipScoreLoss: number | null;
  /** Largest change of a pixel, pixels in [0, 1]. */
  readonly maxPerturbation: number | null;
}

/**
 * On which states an attack strikes: where all that is given holds. A weaker threat than an attack on every state, and not to be
 * set beside it as its equal.
 */
export interface Strikes {
  /** An episode's first agent step and each so many steps after it. */
  readonly every?: number | undefined;
  /** Where the policy's prescription gap (`prescriptionGap` of its softmax on what the game shows) is at least this. */
  readonly gapAbove?: number | undefined;
  /** Where it is at most this. */
  readonly gapBelow?: number | undefined;
  /** Where the likeliest action's probability is at least so much above the least likely one's (Lin et al. 2017). */
  readonly preferenceAbove?: number | undefined;
}

/** What an attack leads to: an action, or in each state the one that the policy scores lowest. */
export type Target = number | 'worst';

/** What an attack led to, as records say it: `adversary` where a trained one chose the action anew in each state. */
export type RecordedTarget = Target | 'adversary';

/** One episode. Shares are in [0, 1] over its agent steps; gaps are means over them. */
export interface EpisodeRecord extends StepFigures {
  /** Position in the list of seeds. */
  readonly episode: number;
  readonly seed: number;
  readonly aleSeed: number;
  readonly noops: number;
  /** Sum of raw game rewards, undiscounted. */
  readonly return: number;
  readonly agentSteps: number;
  /** Emulator frames, no-ops excluded. */
  readonly frames: number;
  readonly terminated: boolean;
  /** Ended by a limit on frames or agent steps. */
  readonly truncated: boolean;
  /** Longest stretch of agent steps on end without a reward. Null in older records. */
  readonly longestScorelessAgentSteps: number | null;
  /** Wall-clock time spent on it: of each step of the batch, one episode's share. Null in older records. */
  readonly seconds: number | null;
  /** SHA-256 over newest frames, actions and rewards: equal for equal episodes. */
  readonly trajectorySha256: string;
  /** Agent steps in which the attack was put to what the game showed. Null without an attack, and in older records. */
  readonly attackedStates: number | null;
  /** How often each action was the policy's clean choice. */
  readonly actionCounts: readonly number[];
  /** How often each action was the teacher's choice. */
  readonly teacherActionCounts: readonly number[] | null;
  /** How many states had their input gradient measured, and how many of them gave nothing to push with. */
  readonly gradientProbe: GradientProbe | null;
}

/** Below this the largest component of an input gradient is called tiny. */
export const tinyGradient = 1e-8;

/** Input gradients of the cross-entropy at the policy's own action: hidden ones make a policy look robust. */
export interface GradientProbe {
  readonly states: number;
  /** All components exactly 0. */
  readonly zero: number;
  /** Largest component below `tinyGradient`, the exact zeros included. */
  readonly tiny: number;
  /** Mean Euclidean length; null in older records. */
  readonly meanNorm: number | null;
}

export interface ReturnStatistics {
  readonly episodes: number;
  /** Episodes that differ in at least one frame, action or reward. */
  readonly distinctEpisodes: number;
  readonly mean: number;
  /** Of the population (divided by n), as NumPy and the paper's sources print it. */
  readonly standardDeviation: number;
  readonly min: number;
  readonly max: number;
  readonly interquartileMean: number;
  /** Bootstrap percentile interval of the interquartile mean. */
  readonly interquartileMeanInterval95: readonly [low: number, high: number];
  readonly bootstrapResamples: number;
}

/** One policy under one attack. */
export interface EvaluationSummary extends StepFigures {
  /** How tables call the policy, e.g. "student". */
  readonly policyName: string;
  /** How tables call the attack, e.g. "PGD-10 (ε = 3/255)"; "No attack" without. */
  readonly attackLabel: string;
  readonly attack: Readonly<Record<string, unknown>> | null;
  /** Of a transfer attack, the policy that it was made on; null where it follows the attacked policy itself. */
  readonly attackModel: string | null;
  /** Whose action the attack pushes away from (Eq. 19: the teacher's). */
  readonly labels: 'self' | 'teacher';
  readonly perturbFrames: 'all' | 'newest';
  readonly quantise: boolean;
  /** On which states alone the attack struck; null where on every state. */
  readonly strikes: Strikes | null;
  /** Where the attack led to; null where it led away from a label, and in older records. */
  readonly target: RecordedTarget | null;
  readonly explorationEpsilon: number;
  readonly returns: ReturnStatistics;
  /** Episodes that a limit on frames or agent steps cut short: their returns are of less than a whole game. */
  readonly truncatedEpisodes: number;
  /** Of these, those that were cut before the game's own limit on frames. Null in older records. */
  readonly cutEpisodes: number | null;
  readonly agentSteps: number;
  readonly frames: number;
  /** Agent steps in which the attack was put to what the game showed, and their share. Null without an attack, and in older records. */
  readonly attackedStates: number | null;
  readonly attackedShare: number | null;
  /** Share of the policy's most frequent clean action: 1 for a constant policy. */
  readonly majorityActionShare: number;
  /** Share of the teacher's most frequent action on the same states: what a constant policy could agree on. */
  readonly teacherMajorityActionShare: number | null;
  /** Agreement with the teacher beyond chance, `cohensKappa`; null without one, and in older summaries without episodes. */
  readonly teacherKappa: number | null;
  readonly zeroGradientShare: number | null;
  readonly tinyGradientShare: number | null;
  /** Mean Euclidean length of the input gradient, over the states where it was measured. */
  readonly meanGradientNorm: number | null;
}

/** Attacks that climb something else than the loss of an action: whose label they were given makes no difference. */
export const attacksWithoutLabel: readonly string[] = ['noise', 'minq', 'maxdiff'];

/** An RGB picture, row by row. */
export interface Screen {
  readonly width: number;
  readonly height: number;
  /** uint8[height, width, 3]. */
  readonly rgb: Uint8Array;
}

/** What one agent step of a recorded episode looked like. */
export interface ClipStep {
  readonly agentStep: number;
  /** The game's screen, where the caller could supply it. */
  readonly screen: Screen | null;
  /** uint8[84, 84]: the newest frame as the game gave it. */
  readonly observation: Uint8Array;
  /** int8[84, 84]: the newest frame's perturbation in units of `perturbationUnit`; null without an attack. */
  readonly perturbation: Int8Array | null;
  /** Pixels are in [0, 1]. */
  readonly perturbationUnit: number;
  readonly cleanAction: number;
  /** The action taken. */
  readonly action: number;
  readonly reward: number;
  /** The policy's prescriptions on what it saw; float32[numActions]. */
  readonly prescription: Float32Array;
  /** The same on what the game showed; null without an attack. */
  readonly cleanPrescription: Float32Array | null;
}

export interface Clip {
  readonly seed: number;
  readonly steps: readonly ClipStep[];
}

/** An evaluation as read back from disk. */
export interface EvaluationRecord {
  readonly summary: EvaluationSummary;
  readonly episodes: readonly EpisodeRecord[];
  readonly clip: Clip | null;
}

/** One row of the results table: an evaluation beside its natural twin. */
export interface ResultRow {
  readonly summary: EvaluationSummary;
  /** Eq. 20 in percent; null for the natural row and where the natural return is not above 0. */
  readonly relativeRobustnessPercent: number | null;
  /** Eq. 20 with the random agent's return taken off both: defined at and below 0. */
  readonly normalisedRobustnessPercent: number | null;
  /** The lowest mean return among this policy's attacks. */
  readonly worstAttack: boolean;
}

/** What evaluations side by side show of one policy. */
export interface Finding {
  /** Stable name, that of the audit's check where that asks the same, e.g. "returns". */
  readonly id: string;
  readonly check: string;
  readonly policyName: string;
  readonly verdict: 'holds' | 'flagged' | 'not measured';
  /** The figures behind the verdict, in one sentence. */
  readonly detail: string;
}

export interface Comparison {
  readonly rows: readonly ResultRow[];
  readonly findings: readonly Finding[];
  /** The random agent's mean return, where known. */
  readonly randomReturn: number | null;
}

/** The games' own limit on the emulator frames of an episode, half an hour: an episode that comes to it is a whole one. */
export const mostEpisodeFrames = 108_000;

/** Episodes that ended before the game did and before its own limit on frames: less than a game has a lower return. */
export function episodesCutShort({
  cutEpisodes,
  truncatedEpisodes,
  frames,
}: Pick<EvaluationSummary, 'cutEpisodes' | 'truncatedEpisodes' | 'frames'>): number {
  if (cutEpisodes !== null) return cutEpisodes;
  // Older records do not say: surely so where all frames together are less than those of the episodes that met a limit.
  return frames < truncatedEpisodes * mostEpisodeFrames ? truncatedEpisodes : 0;
}

/**
 * Whether two evaluations may be set beside each other: what a policy loses by random actions, or by a shorter game, no attack has
 * taken.
 */
export function arePlayedAlike(a: EvaluationSummary, b: EvaluationSummary): boolean {
  return a.explorationEpsilon === b.explorationEpsilon && isCutShort(a) === isCutShort(b);
}

/** Whether any episode ended so. */
export function isCutShort(summary: Parameters<typeof episodesCutShort>[0]): boolean {
  return episodesCutShort(summary) > 0;
}

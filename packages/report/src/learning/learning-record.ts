/** How a training run went, for its learning curve. Everything is given; nothing here is computed again. */

/** The environments' frame skip: emulator frames of an agent step. */
export const framesPerAgentStep = 4;

export interface EvaluationReturns {
  readonly agentSteps: number;
  readonly meanReturn: number;
  /** Bootstrap interval of the mean; null where the episodes' returns were not kept. */
  readonly interval95: readonly [low: number, high: number] | null;
}

export interface EvaluationPoint extends EvaluationReturns {
  /** Time spent until then, as `LearningRecord.seconds` counts it. */
  readonly seconds: number | null;
}

export interface TrainingReturnPoint {
  readonly agentSteps: number;
  /** Of the latest training episodes. */
  readonly meanReturn: number;
}

/** A hyper-parameter that is not the paper's. */
export interface Difference {
  readonly name: string;
  readonly own: unknown;
  readonly paper: unknown;
}

export interface LearningRecord {
  /** What makes the page again. */
  readonly command: string;
  /** ALE's name of the game, e.g. "bank_heist". */
  readonly game: string;
  /** "Rainbow", or what else it was trained by. */
  readonly algorithm: string;
  /** Of the teacher whose weights the run started from, which all other counts include; 0 for a run of its own. */
  readonly agentStepsBefore: number;
  readonly reachedAgentSteps: number;
  /** How long the run is meant to be. */
  readonly totalAgentSteps: number;
  readonly evaluations: readonly EvaluationPoint[];
  /** Episodes of each evaluation; null when the run does not say. */
  readonly evaluationEpisodes: number | null;
  readonly training: readonly TrainingReturnPoint[];
  /** Agent steps at which the run was stopped, or killed, and resumed. */
  readonly resumedAtAgentSteps: readonly number[];
  /** Time spent training and evaluating, pauses between sessions left out; null when unknown. */
  readonly seconds: number | null;
  readonly differences: readonly Difference[];
  /** What else tells where the run came from, by name: seed, environments, source commit, ROM. */
  readonly origin: Readonly<Record<string, string>>;
}

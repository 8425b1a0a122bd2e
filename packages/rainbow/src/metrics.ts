/** What a training run reports: one object a line of `metrics.jsonl`, without clock times, so that equal runs log equal lines. */
import type { Learned } from './learner.js';

/** The first line of a run. */
export interface BeginMetrics {
  readonly kind: 'begin';
  readonly agentSteps: 0;
  /** How long the run is meant to be. */
  readonly totalAgentSteps: number;
}

export interface EpisodeMetrics {
  readonly kind: 'episode';
  /** Agent steps of the whole run when the episode ended. */
  readonly agentSteps: number;
  readonly return: number;
  readonly episodeAgentSteps: number;
}

/** Means over the updates since the line before. */
export interface LearningMetrics {
  readonly kind: 'learning';
  readonly agentSteps: number;
  readonly updates: number;
  readonly loss: number;
  /** Before clipping. */
  readonly gradientNorm: number;
  readonly explorationEpsilon: number;
  /** Of a replay. */
  readonly importanceSamplingExponent?: number;
  /** Where it changes. */
  readonly learningRate?: number;
  /** With a defence: the radius that it had come to, and its term beside the loss. */
  readonly defenceEpsilon?: number;
  readonly defenceTerm?: number;
  /** Of the last 20 training episodes; null before the first has ended. */
  readonly meanReturn: number | null;
}

export interface EvaluationMetrics {
  readonly kind: 'evaluation';
  readonly agentSteps: number;
  readonly meanReturn: number;
  /** Each episode's, where the evaluation told them. */
  readonly returns?: readonly number[] | undefined;
}

/** Why a run came to its end: its length was reached, or the return that was asked for, or it was stopped on request. */
export type Ending = 'completed' | 'target-return' | 'interrupted';

/** The last line of a run; one that was stopped loses it when it is continued. */
export interface EndMetrics {
  readonly kind: 'end';
  readonly agentSteps: number;
  readonly ending: Ending;
}

export type TrainingMetrics = BeginMetrics | EpisodeMetrics | LearningMetrics | EvaluationMetrics | EndMetrics;

const kinds: readonly unknown[] = [
  'begin',
  'episode',
  'learning',
  'evaluation',
  'end',
] satisfies TrainingMetrics['kind'][];

/** A line of `metrics.jsonl`; undefined for what no run reports, e.g. what a power cut left: nothing rests on it. */
export function parseMetrics(line: string): TrainingMetrics | undefined {
  let read: unknown;
  try {
    read = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null) return undefined;
  const { kind, agentSteps } = read as Partial<TrainingMetrics>;
  return kinds.includes(kind) && Number.isSafeInteger(agentSteps) ? (read as TrainingMetrics) : undefined;
}

/** Sums of what happened since the last learning line, and the returns of the last episodes. */
export interface RecentState {
  readonly updates: number;
  readonly lossSum: number;
  readonly gradientNormSum: number;
  /** Absent in states from before there were defences. */
  readonly defenceTermSum?: number | undefined;
  readonly returns: readonly number[];
}

const recentEpisodes = 20;

export class Recent {
  #updates = 0;
  #lossSum = 0;
  #gradientNormSum = 0;
  #defenceTermSum = 0;
  #returns: number[] = [];

  addUpdate({ loss, gradientNorm, defenceTerm }: Pick<Learned, 'loss' | 'gradientNorm' | 'defenceTerm'>): void {
    this.#updates++;
    this.#lossSum += loss;
    this.#gradientNormSum += gradientNorm;
    this.#defenceTermSum += defenceTerm;
  }

  addEpisode(episodeReturn: number): void {
    this.#returns.push(episodeReturn);
    if (this.#returns.length > recentEpisodes) this.#returns.shift();
  }

  get meanReturn(): number | null {
    if (this.#returns.length === 0) return null;
    return this.#returns.reduce((sum, x) => sum + x, 0) / this.#returns.length;
  }

  /** Means since the last call, or undefined without an update. */
  takeMeans(): Pick<Learned, 'loss' | 'gradientNorm' | 'defenceTerm'> | undefined {
    if (this.#updates === 0) return undefined;
    const mean = (sum: number) => sum / this.#updates;
    const means = {
      loss: mean(this.#lossSum),
      gradientNorm: mean(this.#gradientNormSum),
      defenceTerm: mean(this.#defenceTermSum),
    };
    this.#updates = this.#lossSum = this.#gradientNormSum = this.#defenceTermSum = 0;
    return means;
  }

  state(): RecentState {
    return {
      updates: this.#updates,
      lossSum: this.#lossSum,
      gradientNormSum: this.#gradientNormSum,
      defenceTermSum: this.#defenceTermSum,
      returns: [...this.#returns],
    };
  }

  restore(state: RecentState): void {
    this.#updates = state.updates;
    this.#lossSum = state.lossSum;
    this.#gradientNormSum = state.gradientNormSum;
    this.#defenceTermSum = state.defenceTermSum ?? 0;
    this.#returns = [...state.returns];
  }
}

/** An algorithm at work: what a training run steps, evaluates and keeps, whichever algorithm it is. */
import type { ProgressListener, RngState } from '@a2pd/core';
import type { ReplayState } from '@a2pd/replay';
import type { HostTensors, Parameters } from '@a2pd/tensor';
import type { Architecture } from './architecture.js';
import type { ExplorationState } from './exploration.js';
import type { RecentState, TrainingMetrics } from './metrics.js';
import type { RolloutState } from './rollout.js';
import type { TrainingConfig } from './training-config.js';

export interface AgentListeners {
  /** After each step; figures: loss, meanReturn (of the last 20 training episodes), updates. */
  readonly onProgress?: ProgressListener | undefined;
  readonly onMetrics?: ((metrics: TrainingMetrics) => void) | undefined;
  /** With each learning line, of agents with a replay: the new priorities of the latest batch, float32[B]; only lent. */
  readonly onPriorities?: ((agentSteps: number, priorities: Float32Array) => void) | undefined;
}

/** What every algorithm's state has, as views that are valid until the next step: write or copy them at once. */
export interface AgentState {
  readonly agentSteps: number;
  readonly updates: number;
  readonly rng: RngState;
  readonly rollout: RolloutState;
  readonly recent: RecentState;
  /** Where random actions last. */
  readonly exploration?: ExplorationState | undefined;
  /** Of agents that have one, where it was kept. */
  readonly replay?: ReplayState | undefined;
}

export interface Agent<State extends AgentState = AgentState> {
  readonly config: TrainingConfig;
  readonly architecture: Architecture;
  /** The network that learns and acts. */
  readonly online: Parameters;
  readonly agentSteps: number;
  readonly updates: number;
  readonly isFinished: boolean;
  /** Whether it trains for the whole radius of its defence, if it has one. */
  readonly isRampOver: boolean;
  /** Before the first step: starts from the means of another network's weights. @throws A2pdError INCOMPATIBLE_ARTEFACT */
  startFrom(means: HostTensors): void;
  /** The least that can be done before a run is looked at, saved or stopped. */
  step(): void;
  state(): State;
  restore(state: State): void;
  dispose(): void;
}

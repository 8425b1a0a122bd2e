/**
 * Trains a Rainbow teacher: acts in parallel environments, stores what they show and learns from it while they emulate
 * the next step. All it holds can be saved at a step border and restored, so that a run can be continued exactly.
 */
import {
  linearSchedule,
  type ProgressListener,
  Rng,
  type RngState,
  type Schedule,
  type VectorEnvironment,
} from '@a2pd/core';
import { allocateBatch, type Batch, PrioritizedReplay, type ReplayState } from '@a2pd/replay';
import { Actor } from './actor.js';
import type { RainbowConfig } from './config.js';
import { Learner, type LearnerState } from './learner.js';
import { Recent, type RecentState, type TrainingMetrics } from './metrics.js';
import { Rollout, type RolloutState } from './rollout.js';

export interface TrainerListeners {
  /** After each vector step; figures: loss, meanReturn (of the last 20 training episodes), updates. */
  readonly onProgress?: ProgressListener | undefined;
  readonly onMetrics?: ((metrics: TrainingMetrics) => void) | undefined;
  /** With each learning line: the new priorities of the latest batch, float32[B]; only lent. */
  readonly onPriorities?: ((agentSteps: number, priorities: Float32Array) => void) | undefined;
}

/** Everything, as views that are valid until the next step: write or copy them at once. */
export interface TrainerState {
  readonly agentSteps: number;
  readonly updates: number;
  readonly rng: RngState;
  readonly learner: LearnerState;
  readonly replay: ReplayState;
  readonly rollout: RolloutState;
  readonly recent: RecentState;
}

export class Trainer {
  readonly config: RainbowConfig;
  readonly learner: Learner;
  readonly #listeners: TrainerListeners;
  readonly #actor: Actor;
  readonly #replay: PrioritizedReplay;
  readonly #rollout: Rollout;
  readonly #batch: Batch;
  readonly #importanceSamplingExponent: Schedule;
  readonly #explorationEpsilon: Schedule;
  readonly #recent = new Recent();
  #rng: Rng;
  #agentSteps = 0;
  #updates = 0;
  #hasBegun = false;
  /** For the progress figures only. */
  #lastLoss: number | undefined;
  /** For listeners only. */
  #lastPriorities: Float32Array | undefined;

  /** @param environment stays the caller's, who closes it; nobody else may step it meanwhile. */
  constructor(config: RainbowConfig, environment: VectorEnvironment, listeners: TrainerListeners = {}) {
    this.config = config;
    this.#listeners = listeners;
    const seeds = new Rng(config.seed);
    this.learner = new Learner(config, environment.numActions, new Rng(seeds.seed()));
    this.#actor = new Actor(this.learner.architecture, this.learner.online);
    this.#replay = new PrioritizedReplay({
      capacity: config.replayCapacity,
      numStreams: environment.numEnvironments,
      padding: config.stackPadding,
      nSteps: config.parts.multiStep ? config.nSteps : 1,
      discount: config.discount,
      priorityExponent: config.parts.prioritized ? config.priorityExponent : 0,
      lifeLossTerminates: config.lifeLossTerminates,
    });
    this.#rollout = new Rollout(environment, this.#replay, config.rewardClip, new Rng(seeds.seed()));
    this.#rng = new Rng(seeds.seed());
    this.#batch = allocateBatch(config.batchSize);
    this.#importanceSamplingExponent = linearSchedule(
      config.importanceSamplingExponentStart,
      config.importanceSamplingExponentEnd,
      config.learningStartsAgentSteps,
      config.importanceSamplingExponentEndAgentSteps,
    );
    this.#explorationEpsilon = config.parts.noisy
      ? () => 0
      : linearSchedule(
          config.explorationEpsilonStart,
          config.explorationEpsilonEnd,
          0,
          config.explorationDecayAgentSteps,
        );
  }

  get agentSteps(): number {
    return this.#agentSteps;
  }

  get updates(): number {
    return this.#updates;
  }

  /** Mean raw return of the last 20 training episodes; null before the first has ended. */
  get meanReturn(): number | null {
    return this.#recent.meanReturn;
  }

  get isFinished(): boolean {
    return this.#agentSteps >= this.config.totalAgentSteps;
  }

  /** One step of all environments and, meanwhile, the updates that are due. */
  step(): void {
    if (!this.#hasBegun) this.#rollout.begin();
    this.#hasBegun = true;
    const { environment } = this.#rollout;
    const explorationEpsilon = this.#explorationEpsilon(this.#agentSteps);
    this.#rollout.start(
      this.#actor.explore(environment.observations, environment.numEnvironments, explorationEpsilon, this.#rng),
    );
    try {
      this.#learnWhatIsDue();
    } finally {
      this.#finishStep(explorationEpsilon);
    }
  }

  state(): TrainerState {
    return {
      agentSteps: this.#agentSteps,
      updates: this.#updates,
      rng: this.#rng.state(),
      learner: this.learner.state(),
      replay: this.#replay.state(),
      rollout: this.#rollout.state(),
      recent: this.#recent.state(),
    };
  }

  /** Continues where `state` was taken, by a trainer of the same configuration and number of environments. */
  restore(state: TrainerState): void {
    this.#rollout.restore(state.rollout);
    this.#replay.restore(state.replay);
    this.learner.restore(state.learner);
    this.#recent.restore(state.recent);
    this.#rng = Rng.fromState(state.rng);
    this.#agentSteps = state.agentSteps;
    this.#updates = state.updates;
    this.#hasBegun = true;
  }

  dispose(): void {
    this.#actor.dispose();
    this.learner.dispose();
  }

  #learnWhatIsDue(): void {
    const { learningStartsAgentSteps, learnPeriodAgentSteps, batchSize } = this.config;
    if (this.#replay.size < batchSize) return;
    const updatesDue = Math.floor((this.#agentSteps - learningStartsAgentSteps) / learnPeriodAgentSteps);
    for (; this.#updates < updatesDue; this.#updates++) {
      this.#replay.sample(this.#batch, this.#importanceSamplingExponent(this.#agentSteps), this.#rng);
      const { loss, priorities, gradientNorm } = this.learner.learn(this.#batch);
      this.#replay.updatePriorities(this.#batch.indices, priorities);
      this.#recent.addUpdate(loss, gradientNorm);
      this.#lastPriorities = priorities;
    }
  }

  #finishStep(explorationEpsilon: number): void {
    const { totalAgentSteps, targetUpdatePeriodAgentSteps, metricsPeriodAgentSteps } = this.config;
    const before = this.#agentSteps;
    const { agentSteps, episodes } = this.#rollout.finish();
    this.#agentSteps += agentSteps;
    const hasPassed = (period: number) => Math.floor(before / period) < Math.floor(this.#agentSteps / period);
    for (const episode of episodes) {
      this.#recent.addEpisode(episode.return);
      this.#listeners.onMetrics?.({
        kind: 'episode',
        agentSteps: this.#agentSteps,
        return: episode.return,
        episodeAgentSteps: episode.agentSteps,
      });
    }
    if (hasPassed(targetUpdatePeriodAgentSteps)) this.learner.updateTarget();
    if (hasPassed(metricsPeriodAgentSteps)) this.#reportLearning(explorationEpsilon);
    this.#listeners.onProgress?.({
      stage: 'train',
      completed: Math.min(this.#agentSteps, totalAgentSteps),
      total: totalAgentSteps,
      unit: 'agent steps',
      figures: this.#figures(),
    });
  }

  #reportLearning(explorationEpsilon: number): void {
    const means = this.#recent.takeMeans();
    if (!means) return;
    this.#lastLoss = means.loss;
    this.#listeners.onMetrics?.({
      kind: 'learning',
      agentSteps: this.#agentSteps,
      updates: this.#updates,
      ...means,
      importanceSamplingExponent: this.#importanceSamplingExponent(this.#agentSteps),
      explorationEpsilon,
      meanReturn: this.#recent.meanReturn,
    });
    if (this.#lastPriorities) this.#listeners.onPriorities?.(this.#agentSteps, this.#lastPriorities);
  }

  #figures(): Record<string, number> {
    const { meanReturn } = this.#recent;
    return {
      updates: this.#updates,
      ...(this.#lastLoss === undefined ? {} : { loss: this.#lastLoss }),
      ...(meanReturn === null ? {} : { meanReturn }),
    };
  }
}

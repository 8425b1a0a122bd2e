/**
 * Trains a Rainbow teacher: acts in parallel environments, stores what they show and learns from it while they emulate
 * the next step. All it holds can be saved at a step border and restored, so that a run can be continued exactly.
 */
import { linearSchedule, passesMultiple, Rng, type Schedule, type VectorEnvironment } from '@a2pd/core';
import { allocateBatch, type Batch, PrioritizedReplay, type ReplayState } from '@a2pd/replay';
import type { HostTensors, Parameters } from '@a2pd/tensor';
import { Actor } from './actor.js';
import type { Agent, AgentListeners, AgentState } from './agent.js';
import type { Architecture } from './architecture.js';
import type { RainbowConfig } from './config.js';
import { radiusSchedule } from './defences/defences.js';
import { createDefence } from './defences/registry.js';
import { Exploration } from './exploration.js';
import { Learner, type LearnerState } from './learner.js';
import { type LearningState, updatesDue } from './learning-schedule.js';
import { shiftAtRandom } from './random-shift.js';
import { replayConfig } from './replay-config.js';
import { Rollout } from './rollout.js';
import { Tally } from './tally.js';

/** Everything, as views that are valid until the next step: write or copy them at once. */
export interface TrainerState extends AgentState {
  readonly learner: LearnerState;
  readonly learning: LearningState;
  /** Absent when it was not kept: a run that continues from here plays anew and fills its replay before it goes on learning. */
  readonly replay?: ReplayState | undefined;
}

export class Trainer implements Agent<TrainerState> {
  readonly config: RainbowConfig;
  readonly learner: Learner;
  readonly #listeners: AgentListeners;
  readonly #actor: Actor;
  readonly #replay: PrioritizedReplay;
  readonly #rollout: Rollout;
  readonly #batch: Batch;
  readonly #importanceSamplingExponent: Schedule;
  readonly #exploration: Exploration;
  /** The radius of the defence; 0 without one. */
  readonly #defenceEpsilon: Schedule;
  readonly #tally: Tally;
  #rng: Rng;
  #learning: LearningState;
  #hasBegun = false;
  /** For listeners only. */
  #lastPriorities: Float32Array | undefined;

  /** @param environment stays the caller's, who closes it; nobody else may step it meanwhile. */
  constructor(config: RainbowConfig, environment: VectorEnvironment, listeners: AgentListeners = {}) {
    this.config = config;
    this.#listeners = listeners;
    this.#tally = new Tally(config.totalAgentSteps, listeners);
    const seeds = new Rng(config.seed);
    this.learner = new Learner(config, environment.numActions, new Rng(seeds.seed()));
    const defence = config.defence && createDefence(config.defence);
    this.#actor = new Actor(this.learner.architecture, this.learner.online, defence);
    this.#defenceEpsilon = radiusSchedule(config.defence, config.totalAgentSteps);
    this.#replay = new PrioritizedReplay(replayConfig(config, environment.numEnvironments));
    this.#rollout = new Rollout(environment, this.#replay, config.rewardClip, new Rng(seeds.seed()));
    this.#rng = new Rng(seeds.seed());
    this.#learning = { fromAgentSteps: config.learningStartsAgentSteps, updatesBefore: 0 };
    this.#batch = allocateBatch(config.batchSize);
    this.#importanceSamplingExponent = linearSchedule(
      config.importanceSamplingExponentStart,
      config.importanceSamplingExponentEnd,
      config.learningStartsAgentSteps,
      config.importanceSamplingExponentEndAgentSteps,
    );
    this.#exploration = new Exploration(config, environment.numEnvironments, environment.numActions);
  }

  get architecture(): Architecture {
    return this.learner.architecture;
  }

  get online(): Parameters {
    return this.learner.online;
  }

  get agentSteps(): number {
    return this.#tally.agentSteps;
  }

  get updates(): number {
    return this.#tally.updates;
  }

  get isRampOver(): boolean {
    const { defence } = this.config;
    return !defence || this.#defenceEpsilon(this.agentSteps) >= defence.epsilon;
  }

  get isFinished(): boolean {
    return this.#tally.isFinished;
  }

  startFrom(means: HostTensors): void {
    this.learner.startFrom(means);
  }

  /**
   * One step of all environments. Of several, the updates that are due run while they emulate; a single one keeps the
   * order of the paper's code: the action, its outcome, the update, the target's update.
   */
  step(): void {
    if (!this.#hasBegun) this.#rollout.begin();
    this.#hasBegun = true;
    const { environment } = this.#rollout;
    const before = this.agentSteps;
    const { observations, numEnvironments } = environment;
    const radius = this.#defenceEpsilon(before);
    const actions = this.#actor.explore(observations, numEnvironments, this.#rng, radius);
    this.#exploration.replaceSome(actions, before, this.#rng);
    this.#rollout.start(actions);
    try {
      if (environment.numEnvironments > 1) this.#learnWhatIsDue();
    } finally {
      this.#tally.addStep(this.#rollout.finish());
    }
    if (environment.numEnvironments === 1) this.#learnWhatIsDue();
    const { targetUpdatePeriodAgentSteps, metricsPeriodAgentSteps } = this.config;
    const hasPassed = (period: number) => passesMultiple(period, before, this.agentSteps);
    if (hasPassed(targetUpdatePeriodAgentSteps)) this.learner.updateTarget();
    if (hasPassed(metricsPeriodAgentSteps)) this.#reportLearning(this.#exploration.epsilonAt(before));
    this.#tally.reportProgress();
  }

  state(): TrainerState {
    return {
      ...this.#tally.state(),
      rng: this.#rng.state(),
      exploration: this.#exploration.state(),
      learner: this.learner.state(),
      learning: this.#learning,
      replay: this.#replay.state(),
      rollout: this.#rollout.state(),
    };
  }

  /**
   * Continues where `state` was taken, by a trainer of the same configuration and number of environments; the frames in it
   * are this trainer's from here on. Without a replay in it new episodes begin, and learning goes on when as much is stored
   * as before its first update.
   */
  restore(state: TrainerState): void {
    if (state.replay) {
      this.#rollout.restore(state.rollout);
      this.#replay.restore(state.replay);
      this.#rollout.requireContinuity();
      this.#learning = state.learning;
    } else {
      this.#rollout.begin(state.rollout.rng);
      const fromAgentSteps = state.agentSteps + this.config.learningStartsAgentSteps;
      this.#learning = { fromAgentSteps, updatesBefore: state.updates };
    }
    this.learner.restore(state.learner);
    this.#tally.restore(state);
    this.#rng = Rng.fromState(state.rng);
    this.#exploration.restore(state.exploration);
    this.#hasBegun = true;
  }

  dispose(): void {
    this.#actor.dispose();
    this.learner.dispose();
  }

  #learnWhatIsDue(): void {
    const { learnPeriodAgentSteps, randomShiftPixels } = this.config;
    if (this.#replay.size === 0) return;
    const due = updatesDue(this.#learning, learnPeriodAgentSteps, this.agentSteps);
    while (this.updates < due) {
      this.#replay.sample(this.#batch, this.#importanceSamplingExponent(this.agentSteps), this.#rng);
      if (randomShiftPixels > 0) shiftAtRandom(this.#batch.pixels, randomShiftPixels, this.#rng);
      const { priorities, ...learned } = this.learner.learn(this.#batch, this.#defenceEpsilon(this.agentSteps));
      this.#replay.updatePriorities(this.#batch.indices, priorities);
      this.#tally.addUpdate(learned);
      this.#lastPriorities = priorities;
    }
  }

  #reportLearning(explorationEpsilon: number): void {
    const defenceEpsilon = this.#defenceEpsilon(this.agentSteps);
    const importanceSamplingExponent = this.#importanceSamplingExponent(this.agentSteps);
    const hasLearned = this.#tally.reportLearning((defenceTerm) => ({
      ...(this.config.defence ? { defenceEpsilon, defenceTerm } : {}),
      importanceSamplingExponent,
      explorationEpsilon,
    }));
    if (hasLearned && this.#lastPriorities) this.#listeners.onPriorities?.(this.agentSteps, this.#lastPriorities);
  }
}

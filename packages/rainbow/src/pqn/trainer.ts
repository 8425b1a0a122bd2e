/**
 * Trains a teacher by PQN: plays a segment in all environments with one network, learns from it, and forgets it. What it holds
 * between two segments can be saved and restored, so that a run can be continued exactly.
 */
import {
  argmax,
  expectationError,
  linearSchedule,
  observationSize,
  passesMultiple,
  Rng,
  type Schedule,
  type VectorEnvironment,
} from '@a2pd/core';
import type { HostTensors, Parameters } from '@a2pd/tensor';
import type { Agent, AgentListeners, AgentState } from '../agent.js';
import type { Architecture } from '../architecture.js';
import { Exploration } from '../exploration.js';
import { Rollout } from '../rollout.js';
import { Tally } from '../tally.js';
import type { PqnConfig } from './config.js';
import { lambdaReturns } from './lambda-returns.js';
import { type PqnBatch, PqnLearner, type PqnLearnerState } from './learner.js';
import { Segment } from './segment.js';

/** Everything, as views that are valid until the next step: write or copy them at once. */
export interface PqnState extends AgentState {
  readonly learner: PqnLearnerState;
  /** What the environments show; absent when running episodes were not kept: a run that continues from here plays anew. */
  readonly screens?: Uint8Array | undefined;
}

export class PqnTrainer implements Agent<PqnState> {
  readonly config: PqnConfig;
  readonly isRampOver = true;
  readonly #learner: PqnLearner;
  readonly #segment: Segment;
  readonly #rollout: Rollout;
  readonly #tally: Tally;
  readonly #exploration: Exploration;
  readonly #learningRate: Schedule;
  readonly #batch: PqnBatch;
  #rng: Rng;
  #hasBegun = false;

  /**
   * @param environment stays the caller's, who closes it; nobody else may step it meanwhile.
   * @throws A2pdError INVALID_CONFIG when a segment of so many environments has not one batch in it, INVALID_ARGUMENT for
   * autoreset mode `next-step`, in which some steps would be no transitions
   */
  constructor(config: PqnConfig, environment: VectorEnvironment, listeners: AgentListeners = {}) {
    const { segmentAgentSteps, lifeLossTerminates, batchSize, totalAgentSteps } = config;
    requireBatch(config, environment.numEnvironments);
    requireTransitions(environment);
    this.config = config;
    this.#tally = new Tally(totalAgentSteps, listeners);
    const seeds = new Rng(config.seed);
    this.#learner = new PqnLearner(config, environment.numActions, new Rng(seeds.seed()));
    this.#segment = new Segment(environment.numEnvironments, segmentAgentSteps, lifeLossTerminates);
    this.#rollout = new Rollout(environment, this.#segment, config.rewardClip, new Rng(seeds.seed()));
    this.#rng = new Rng(seeds.seed());
    this.#exploration = new Exploration(config, environment.numEnvironments, environment.numActions);
    this.#learningRate = linearSchedule(
      config.learningRate,
      config.learningRateEnd,
      0,
      config.learningRateDecayAgentSteps ?? totalAgentSteps,
    );
    this.#batch = {
      observations: new Uint8Array(batchSize * observationSize),
      actions: new Int32Array(batchSize),
      returns: new Float32Array(batchSize),
    };
  }

  get architecture(): Architecture {
    return this.#learner.architecture;
  }

  get online(): Parameters {
    return this.#learner.online;
  }

  get agentSteps(): number {
    return this.#tally.agentSteps;
  }

  get updates(): number {
    return this.#tally.updates;
  }

  get isFinished(): boolean {
    return this.#tally.isFinished;
  }

  startFrom(means: HostTensors): void {
    this.#learner.startFrom(means);
  }

  /** Plays and learns one segment. */
  step(): void {
    if (!this.#hasBegun) this.#rollout.begin();
    this.#hasBegun = true;
    const before = this.agentSteps;
    const explorationEpsilon = this.#exploration.epsilonAt(before);
    const learningRate = this.#learningRate(before);
    const bestValues = this.#play(before);
    const { rewards, ended, numEnvironments } = this.#segment;
    const { discount, lambda } = this.config;
    this.#learn(lambdaReturns({ rewards, ended, bestValues, numEnvironments }, discount, lambda), learningRate);
    if (passesMultiple(this.config.metricsPeriodAgentSteps, before, this.agentSteps)) {
      this.#tally.reportLearning(() => ({ explorationEpsilon, learningRate }));
    }
    this.#tally.reportProgress();
  }

  state(): PqnState {
    return {
      ...this.#tally.state(),
      rng: this.#rng.state(),
      exploration: this.#exploration.state(),
      learner: this.#learner.state(),
      screens: this.#segment.newest,
      rollout: this.#rollout.state(),
    };
  }

  /** Continues where `state` was taken, by a trainer of the same configuration and number of environments. */
  restore(state: PqnState): void {
    if (state.screens) {
      this.#segment.newest.set(state.screens);
      this.#rollout.restore(state.rollout);
      this.#rollout.requireContinuity();
    } else {
      this.#rollout.begin(state.rollout.rng);
    }
    this.#learner.restore(state.learner);
    this.#tally.restore(state);
    this.#rng = Rng.fromState(state.rng);
    this.#exploration.restore(state.exploration);
    this.#hasBegun = true;
  }

  dispose(): void {
    this.#learner.dispose();
  }

  /** Fills the segment. @returns max_a Q of what each environment showed before each step and after the last; [(T + 1) * N]. */
  #play(agentSteps: number): Float32Array {
    const { environment } = this.#rollout;
    const { numEnvironments, numActions, observations } = environment;
    const { segmentAgentSteps } = this.config;
    const bestValues = new Float32Array((segmentAgentSteps + 1) * numEnvironments);
    const actions = new Int32Array(numEnvironments);
    this.#segment.clear();
    for (let t = 0; t <= segmentAgentSteps; t++) {
      const values = this.#learner.values(observations, numEnvironments);
      for (let i = 0; i < numEnvironments; i++) {
        const row = values.subarray(i * numActions, (i + 1) * numActions);
        const best = argmax(row);
        bestValues[t * numEnvironments + i] = row[best]!;
        actions[i] = best;
      }
      if (t === segmentAgentSteps) break;
      this.#exploration.replaceSome(actions, agentSteps, this.#rng);
      this.#rollout.start(actions);
      this.#tally.addStep(this.#rollout.finish());
    }
    return bestValues;
  }

  #learn(returns: Float32Array, learningRate: number): void {
    const { batchSize, epochs } = this.config;
    const rows = Uint32Array.from(returns, (_, row) => row);
    for (let epoch = 0; epoch < epochs; epoch++) {
      this.#rng.shuffle(rows);
      // What is left of an epoch, less than a batch, is left out.
      for (let begin = 0; begin + batchSize <= rows.length; begin += batchSize) {
        this.#gather(rows.subarray(begin, begin + batchSize), returns);
        this.#tally.addUpdate({ ...this.#learner.learn(this.#batch, learningRate), defenceTerm: 0 });
      }
    }
  }

  #gather(rows: Uint32Array, returns: Float32Array): void {
    const { observations, actions } = this.#segment;
    for (const [k, row] of rows.entries()) {
      const observation = observations.subarray(row * observationSize, (row + 1) * observationSize);
      this.#batch.observations.set(observation, k * observationSize);
      this.#batch.actions[k] = actions[row]!;
      this.#batch.returns[k] = returns[row]!;
    }
  }
}

function requireTransitions({ autoresetMode }: VectorEnvironment): void {
  if (autoresetMode !== 'next-step') return;
  const remedy = 'choose disabled, with which a run can also be resumed';
  throw expectationError('INVALID_ARGUMENT', 'autoreset mode disabled or same-step for PQN', autoresetMode, remedy);
}

function requireBatch({ batchSize, segmentAgentSteps }: PqnConfig, numEnvironments: number): void {
  const rows = segmentAgentSteps * numEnvironments;
  if (batchSize <= rows) return;
  const remedy = 'choose more environments, longer segments or smaller batches';
  const expected = `a batchSize of at most ${rows}, all that ${numEnvironments} environments show in a segment`;
  throw expectationError('INVALID_CONFIG', expected, batchSize, remedy);
}

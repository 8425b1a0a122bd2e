/**
 * A whole training run: steps an agent to its end, evaluates and saves now and then, and keeps the best weights. A run
 * that continues from a checkpoint gives the same weights and metrics as one that was never interrupted.
 */
import {
  A2pdError,
  breathe,
  type OptionNames,
  type ProgressListener,
  passesMultiple,
  requireKnownOptions,
  type VectorEnvironment,
} from '@a2pd/core';
import type { HostTensors, Model } from '@a2pd/tensor';
import type { Agent, AgentListeners } from './agent.js';
import type { Architecture } from './architecture.js';
import { type Checkpoint, requireSameConfig } from './checkpoint.js';
import { createAgent } from './create-agent.js';
import type { Ending, TrainingMetrics } from './metrics.js';
import { RainbowModel } from './model.js';
import type { Snapshot } from './snapshot.js';
import type { TrainingConfig } from './training-config.js';

/** What an evaluation during training found. */
interface Evaluated {
  readonly meanReturn: number;
  /** Each episode's, for whoever wants an interval. */
  readonly returns?: readonly number[] | undefined;
}

export interface TrainOptions {
  readonly config: TrainingConfig;
  /** Stays the caller's, who closes it. Any autoreset mode, for PQN but `next-step`; checkpoints can be resumed in mode `disabled` alone. */
  readonly environment: VectorEnvironment;
  readonly onProgress?: ProgressListener | undefined;
  /** One object a line of `metrics.jsonl`; after a resume, lines beyond the checkpoint's agent steps come again. */
  readonly onMetrics?: ((metrics: TrainingMetrics) => void) | undefined;
  /** Stops the run at the next step border; what was learned so far is returned. */
  readonly signal?: AbortSignal | undefined;
  readonly onPriorities?: AgentListeners['onPriorities'];
  /**
   * Plays with the weights' means; the model is the run's own and goes on learning afterwards. One that throws INTERRUPTED has
   * measured nothing.
   */
  readonly evaluate?: ((model: Model, agentSteps: number) => Promise<Evaluated>) | undefined;
  /** Ends the run at the first evaluation whose mean return is at least this. */
  readonly targetReturn?: number | undefined;
  /** Keeps a checkpoint, periodically and when `signal` stops the run; its arrays are valid until the promise settles. */
  readonly onCheckpoint?: ((checkpoint: Checkpoint) => Promise<void>) | undefined;
  /**
   * Weights to start from, e.g. by `readPolicy`; evaluated before the first step, so that the best is never worse. With a defence
   * the best are sought among weights that have it, so not here.
   */
  readonly startFrom?: HostTensors | undefined;
  /**
   * Where to continue; of the same configuration, but that `totalAgentSteps` may be another, and the same number of
   * environments. Its arrays are the run's from here on.
   */
  readonly resume?: Checkpoint | undefined;
}

const optionNames: OptionNames<TrainOptions> = {
  config: true,
  environment: true,
  onProgress: true,
  onMetrics: true,
  signal: true,
  onPriorities: true,
  evaluate: true,
  targetReturn: true,
  onCheckpoint: true,
  startFrom: true,
  resume: true,
};

export interface TrainResult {
  readonly architecture: Architecture;
  readonly last: Snapshot;
  /** The snapshot with the highest evaluated return, once a defence's ramp is over; the last one when nothing was evaluated then. */
  readonly best: Snapshot;
  readonly updates: number;
  /** `interrupted`: `signal` ended the run before its time. */
  readonly ending: Ending;
}

/**
 * Trains a teacher as `config` says.
 * @throws A2pdError NOT_FINITE when learning diverges, INCOMPATIBLE_ARTEFACT when `resume` is of another configuration,
 * INVALID_CONFIG when it does not go with so many environments, OUT_OF_MEMORY.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  requireKnownOptions(options, optionNames);
  const { config, environment, onProgress, onMetrics, onPriorities, signal, resume } = options;
  if (resume) requireSameConfig(resume.config, config);
  const agent = createAgent(config, environment, { onProgress, onMetrics, onPriorities });
  try {
    if (resume) agent.restore(resume.state);
    else onMetrics?.({ kind: 'begin', agentSteps: 0, totalAgentSteps: config.totalAgentSteps });
    const run = new Run(agent, options);
    if (options.startFrom && !resume) {
      agent.startFrom(options.startFrom);
      await run.evaluate();
    }
    if (resume?.isEvaluationDue) await run.evaluate();
    while (!agent.isFinished && !run.hasReachedTarget && !signal?.aborted) {
      const before = agent.agentSteps;
      agent.step();
      await breathe();
      const hasPassed = (period: number) => passesMultiple(period, before, agent.agentSteps);
      if (hasPassed(config.evaluationPeriodAgentSteps)) await run.evaluate();
      // At the end after the last evaluation, which may find the best.
      if (hasPassed(config.checkpointPeriodAgentSteps) && !agent.isFinished) await run.save();
    }
    return await run.end();
  } finally {
    agent.dispose();
  }
}

/** What a run keeps beside its agent. */
class Run {
  readonly #agent: Agent<Checkpoint['state']>;
  readonly #options: TrainOptions;
  #best: Snapshot | undefined;
  #evaluated: Snapshot | undefined;
  #isEvaluationDue = false;
  #savedAtAgentSteps: number | undefined;

  constructor(agent: Agent<Checkpoint['state']>, options: TrainOptions) {
    this.#agent = agent;
    this.#options = options;
    this.#best = options.resume?.best;
    this.#savedAtAgentSteps = options.resume?.state.agentSteps;
  }

  get hasReachedTarget(): boolean {
    const { targetReturn = Number.POSITIVE_INFINITY } = this.#options;
    return (this.#best?.meanReturn ?? Number.NEGATIVE_INFINITY) >= targetReturn;
  }

  async evaluate(): Promise<void> {
    const { evaluate, onMetrics } = this.#options;
    const { agentSteps, architecture, online, isRampOver } = this.#agent;
    if (!evaluate || this.#evaluated?.agentSteps === agentSteps) return;
    this.#isEvaluationDue = true;
    const measured = await completed(evaluate(new RainbowModel(architecture, online), agentSteps));
    if (measured === undefined) return;
    this.#isEvaluationDue = false;
    const { meanReturn, returns } = measured;
    onMetrics?.({ kind: 'evaluation', agentSteps, meanReturn, returns });
    this.#evaluated = { agentSteps, weights: online.toHost(), meanReturn };
    // Of equals the later: it has learned more. What is not defended yet plays better for that, and is not what was asked for.
    if (!isRampOver) return;
    if (!this.#best || meanReturn >= this.#best.meanReturn!) this.#best = this.#evaluated;
  }

  async save(): Promise<void> {
    const { config, onCheckpoint } = this.#options;
    const { agentSteps } = this.#agent;
    // Before the first step there is nothing to continue from.
    if (!onCheckpoint || agentSteps === 0 || this.#savedAtAgentSteps === agentSteps) return;
    const isEvaluationDue = this.#isEvaluationDue;
    await onCheckpoint({ config, state: this.#agent.state(), best: this.#best, isEvaluationDue });
    this.#savedAtAgentSteps = agentSteps;
  }

  async end(): Promise<TrainResult> {
    const { architecture, updates, agentSteps, isFinished } = this.#agent;
    if (isFinished) await this.evaluate();
    const isComplete = isFinished && !this.#isEvaluationDue;
    const ending = this.hasReachedTarget ? 'target-return' : isComplete ? 'completed' : 'interrupted';
    await this.save(); // a finished run can be made longer
    this.#options.onMetrics?.({ kind: 'end', agentSteps, ending });
    const last = this.#last();
    return { architecture, last, best: this.#best ?? last, updates, ending };
  }

  #last(): Snapshot {
    const { agentSteps, online } = this.#agent;
    if (this.#evaluated?.agentSteps === agentSteps) return this.#evaluated;
    return { agentSteps, weights: online.toHost(), meanReturn: null };
  }
}

/** What `work` comes to; undefined when it was stopped. */
async function completed<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof A2pdError && error.code === 'INTERRUPTED') return undefined;
    throw error;
  }
}

/**
 * A whole training run: steps a Trainer to its end, evaluates and saves now and then, and keeps the best weights. A run
 * that continues from a checkpoint gives the same weights and metrics as one that was never interrupted.
 */
import { A2pdError, breathe, type ProgressListener, passesMultiple, type VectorEnvironment } from '@a2pd/core';
import type { HostTensors, Model } from '@a2pd/tensor';
import type { Architecture } from './architecture.js';
import { type Checkpoint, requireSameConfig } from './checkpoint.js';
import type { RainbowConfig } from './config.js';
import type { Ending, TrainingMetrics } from './metrics.js';
import { RainbowModel } from './model.js';
import type { Snapshot } from './snapshot.js';
import { Trainer } from './trainer.js';

/** What an evaluation during training found. */
interface Evaluated {
  readonly meanReturn: number;
  /** Each episode's, for whoever wants an interval. */
  readonly returns?: readonly number[] | undefined;
}

export interface TrainOptions {
  readonly config: RainbowConfig;
  /** Stays the caller's, who closes it. Any autoreset mode; checkpoints can be resumed in mode `disabled` alone. */
  readonly environment: VectorEnvironment;
  readonly onProgress?: ProgressListener | undefined;
  /** One object a line of `metrics.jsonl`; after a resume, lines beyond the checkpoint's agent steps come again. */
  readonly onMetrics?: ((metrics: TrainingMetrics) => void) | undefined;
  /** Stops the run at the next step border; what was learned so far is returned. */
  readonly signal?: AbortSignal | undefined;
  /** With each learning line: the new priorities of the latest batch, float32[B]; only lent, copy what is kept. */
  readonly onPriorities?: ((agentSteps: number, priorities: Float32Array) => void) | undefined;
  /**
   * Plays with the weights' means; the model is the run's own and goes on learning afterwards. One that throws INTERRUPTED has
   * measured nothing.
   */
  readonly evaluate?: ((model: Model, agentSteps: number) => Promise<Evaluated>) | undefined;
  /** Ends the run at the first evaluation whose mean return is at least this. */
  readonly targetReturn?: number | undefined;
  /** Keeps a checkpoint, periodically and when `signal` stops the run; its arrays are valid until the promise settles. */
  readonly onCheckpoint?: ((checkpoint: Checkpoint) => Promise<void>) | undefined;
  /** Weights to start from, e.g. by `readPolicy`; evaluated before the first step, so that the best is never worse. */
  readonly startFrom?: HostTensors | undefined;
  /**
   * Where to continue; of the same configuration, but that `totalAgentSteps` may be another, and the same number of
   * environments. Its arrays are the run's from here on.
   */
  readonly resume?: Checkpoint | undefined;
}

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
 * OUT_OF_MEMORY.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const { config, environment, onProgress, onMetrics, onPriorities, signal, resume } = options;
  if (resume) requireSameConfig(resume.config, config);
  const trainer = new Trainer(config, environment, { onProgress, onMetrics, onPriorities });
  try {
    if (resume) trainer.restore(resume.state);
    else onMetrics?.({ kind: 'begin', agentSteps: 0, totalAgentSteps: config.totalAgentSteps });
    const run = new Run(trainer, options);
    if (options.startFrom && !resume) {
      trainer.learner.startFrom(options.startFrom);
      await run.evaluate();
    }
    if (resume?.isEvaluationDue) await run.evaluate();
    while (!trainer.isFinished && !run.hasReachedTarget && !signal?.aborted) {
      const before = trainer.agentSteps;
      trainer.step();
      await breathe();
      const hasPassed = (period: number) => passesMultiple(period, before, trainer.agentSteps);
      if (hasPassed(config.evaluationPeriodAgentSteps)) await run.evaluate();
      // At the end after the last evaluation, which may find the best.
      if (hasPassed(config.checkpointPeriodAgentSteps) && !trainer.isFinished) await run.save();
    }
    return await run.end();
  } finally {
    trainer.dispose();
  }
}

/** What a run keeps beside its trainer. */
class Run {
  readonly #trainer: Trainer;
  readonly #options: TrainOptions;
  #best: Snapshot | undefined;
  #evaluated: Snapshot | undefined;
  #isEvaluationDue = false;
  #savedAtAgentSteps: number | undefined;

  constructor(trainer: Trainer, options: TrainOptions) {
    this.#trainer = trainer;
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
    const { agentSteps, learner, isRampOver } = this.#trainer;
    if (!evaluate || this.#evaluated?.agentSteps === agentSteps) return;
    this.#isEvaluationDue = true;
    const measured = await completed(evaluate(new RainbowModel(learner.architecture, learner.online), agentSteps));
    if (measured === undefined) return;
    this.#isEvaluationDue = false;
    const { meanReturn, returns } = measured;
    onMetrics?.({ kind: 'evaluation', agentSteps, meanReturn, returns });
    this.#evaluated = { agentSteps, weights: learner.online.toHost(), meanReturn };
    // Of equals the later: it has learned more. What is not defended yet plays better for that, and is not what was asked for.
    if (!isRampOver) return;
    if (!this.#best || meanReturn >= this.#best.meanReturn!) this.#best = this.#evaluated;
  }

  async save(): Promise<void> {
    const { config, onCheckpoint } = this.#options;
    const { agentSteps } = this.#trainer;
    // Before the first step there is nothing to continue from.
    if (!onCheckpoint || agentSteps === 0 || this.#savedAtAgentSteps === agentSteps) return;
    const isEvaluationDue = this.#isEvaluationDue;
    await onCheckpoint({ config, state: this.#trainer.state(), best: this.#best, isEvaluationDue });
    this.#savedAtAgentSteps = agentSteps;
  }

  async end(): Promise<TrainResult> {
    const { learner, updates, agentSteps, isFinished } = this.#trainer;
    if (isFinished) await this.evaluate();
    const isComplete = isFinished && !this.#isEvaluationDue;
    const ending = this.hasReachedTarget ? 'target-return' : isComplete ? 'completed' : 'interrupted';
    await this.save(); // a finished run can be made longer
    this.#options.onMetrics?.({ kind: 'end', agentSteps, ending });
    const last = this.#last();
    return { architecture: learner.architecture, last, best: this.#best ?? last, updates, ending };
  }

  #last(): Snapshot {
    const { agentSteps, learner } = this.#trainer;
    if (this.#evaluated?.agentSteps === agentSteps) return this.#evaluated;
    return { agentSteps, weights: learner.online.toHost(), meanReturn: null };
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

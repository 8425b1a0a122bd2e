/** The epochs of a distillation: which method is trained in each, its batches, its validation, and when to stop. */
import { A2pdError, breathe, type Rng } from '@a2pd/core';
import type { DistillOptions, DistillState } from './distill-options.js';
import { EarlyStopping } from './early-stopping.js';
import type { EpochRecord } from './history.js';
import { groupByAction, sampleEpoch } from './sampling.js';
import { isAnother, isFirstOfMethod, isWarmUp, rampProgress, trainedIn } from './schedule.js';
import type { Split } from './split.js';
import type { StudentModel } from './student.js';
import type { Phase, Trainer } from './trainer.js';
import { ValidationCounter } from './validation.js';

export interface EpochLoopOptions extends DistillOptions {
  /** As they are after the epochs of `resume`; they stay the caller's. */
  readonly trainer: Trainer;
  readonly student: StudentModel;
  readonly rng: Rng;
  readonly split: Split;
}

export class EpochLoop {
  readonly #options: EpochLoopOptions;
  readonly #history: EpochRecord[];
  #stopping: EarlyStopping;

  constructor(options: EpochLoopOptions) {
    const { config, resume } = options;
    this.#options = options;
    this.#history = [...(resume?.history ?? [])];
    this.#stopping = new EarlyStopping(config.patienceEpochs, resume?.stopping);
  }

  /** All epochs that are left; leaves the best weights in the student. */
  async run(): Promise<readonly EpochRecord[]> {
    const { config, method, trainer, student, onEpoch } = this.#options;
    let phase: Phase | undefined;
    try {
      for (let epoch = this.#history.length + 1; epoch <= config.maxEpochs; epoch++) {
        if (isAnother(epoch, config, method)) {
          // The search for the best begins anew.
          this.#stopping = new EarlyStopping(config.patienceEpochs);
          phase?.dispose();
          phase = undefined;
        }
        // Epochs whose radius still grows use up no patience of the method's own.
        if (isFirstOfMethod(epoch, config)) this.#stopping.beginPatience();
        if (this.#stopping.hasStopped && !isWarmUp(epoch, config)) break;
        phase ??= trainer.prepare(trainedIn(epoch, config, method), method);
        const record = await this.#runEpoch(epoch, phase);
        this.#history.push(record);
        await onEpoch?.(record, this.#state());
      }
    } finally {
      phase?.dispose();
    }
    if (this.#stopping.bestWeights) student.parameters.load(this.#stopping.bestWeights);
    return this.#history;
  }

  async #runEpoch(epoch: number, phase: Phase): Promise<EpochRecord> {
    const beganAt = performance.now();
    const trainingLoss = await this.#train(epoch, phase);
    const trainingSeconds = (performance.now() - beganAt) / 1000;
    const measured = await this.#validate(epoch, phase);
    const isBest = this.#stopping.observe(measured.validationLoss, () => this.#options.student.parameters.toHost());
    return {
      epoch,
      phase: isWarmUp(epoch, this.#options.config) ? 'warm-up' : 'distill',
      trainingLoss,
      ...measured,
      isBest,
      trainingSeconds,
    };
  }

  async #train(epoch: number, phase: Phase): Promise<number> {
    const { config, method, dataSet, trainer, split, rng, signal, onProgress } = this.#options;
    const { batchSize, maxEpochs } = config;
    const sampled = sampleEpoch(split.training, dataSet.table.actions, config.sampling, rng);
    const order = sampled.subarray(0, config.epochPairs ?? sampled.length);
    const numBatches = Math.ceil(order.length / batchSize);
    let lossSum = 0;
    for (let batch = 0; batch < numBatches; batch++) {
      await breathe(signal);
      const rows = order.subarray(batch * batchSize, (batch + 1) * batchSize);
      const seed = rng.seed();
      const step = `step ${batch + 1} of epoch ${epoch}`;
      const progress = rampProgress(epoch, (batch + 1) / numBatches, config, method);
      const train = () => trainer.trainOn(rows, phase, seed, progress);
      lossSum += placed(step, { epoch, step: batch + 1 }, train) * rows.length;
      const figures = { epoch, loss: lossSum / Math.min((batch + 1) * batchSize, order.length) };
      const completed = (epoch - 1) * numBatches + batch + 1;
      onProgress?.({ stage: 'distill', completed, total: maxEpochs * numBatches, unit: 'steps', figures });
    }
    return lossSum / order.length;
  }

  /**
   * In batches of the training's size: a norm of the whole batch would not be the same on others. Where actions are trained
   * equally often they are validated so: else the epoch that ignores rare actions again would count as the best.
   */
  async #validate(epoch: number, phase: Phase): Promise<Pick<EpochRecord, 'validationLoss' | 'validation'>> {
    const { config, dataSet, split } = this.#options;
    const counter = new ValidationCounter(dataSet.numActions);
    const isBalanced = config.sampling === 'balanced';
    const groups = isBalanced ? groupByAction(split.validation, dataSet.table.actions) : [split.validation];
    let lossSum = 0;
    for (const rows of groups) lossSum += await this.#meanLoss(rows, epoch, phase, counter);
    return { validationLoss: lossSum / groups.length, validation: counter.finish() };
  }

  async #meanLoss(rows: Int32Array, epoch: number, phase: Phase, counter: ValidationCounter): Promise<number> {
    const { config, trainer, signal } = this.#options;
    let lossSum = 0;
    for (let from = 0; from < rows.length; from += config.batchSize) {
      await breathe(signal);
      const batch = rows.subarray(from, from + config.batchSize);
      const place = `the validation of epoch ${epoch}`;
      const { loss, probe, labels } = placed(place, { epoch }, () => trainer.measureOn(batch, phase, from));
      lossSum += loss * batch.length;
      counter.add(probe, labels);
    }
    return lossSum / rows.length;
  }

  #state(): DistillState {
    const { trainer, student, rng } = this.#options;
    return {
      history: [...this.#history],
      rng: rng.state(),
      weights: student.parameters.toHost(),
      optimizer: trainer.optimizerState(),
      stopping: this.#stopping.state,
    };
  }
}

/** Runs `work`; a NOT_FINITE of it is told with the place where it happened. */
function placed<Result>(place: string, details: Record<string, number>, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof A2pdError) || cause.code !== 'NOT_FINITE') throw cause;
    throw new A2pdError('NOT_FINITE', `In ${place}: ${cause.message}`, { ...cause.details, ...details, cause });
  }
}

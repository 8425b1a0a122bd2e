/**
 * Trains a student on its teacher's prescriptions (paper, Sections 3.3 and 4.1): Adam on shuffled batches, validation after
 * every epoch, early stop on the validation loss, and the best weights kept. The same seed gives the same weights, bit by bit.
 */
import { type ProgressListener, Rng } from '@a2pd/core';
import { breathe } from './breathe.js';
import type { DistillConfig } from './config.js';
import type { PrescriptionDataSet } from './data/data-set.js';
import { EarlyStopping } from './early-stopping.js';
import type { EpochRecord } from './history.js';
import { type Split, shuffle, splitRows } from './split.js';
import { StudentModel } from './student.js';
import { type Phase, Trainer } from './trainer.js';
import { isConstant, ValidationCounter } from './validation.js';

export interface DistillOptions {
  readonly dataSet: PrescriptionDataSet;
  readonly config: DistillConfig;
  /** Determines the split, the first weights, the order of the batches and the attacks. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
  readonly onEpoch?: ((record: EpochRecord) => void) | undefined;
}

export interface DistillResult {
  /** With the best weights; the caller disposes it. */
  readonly student: StudentModel;
  readonly best: EpochRecord;
  readonly history: readonly EpochRecord[];
  readonly split: { readonly trainingRows: number; readonly validationRows: number };
  /** What the user should know before believing in this student, in full sentences. */
  readonly warnings: readonly string[];
}

/**
 * @throws A2pdError INTERRUPTED when stopped, NOT_FINITE when training diverges, INVALID_ARGUMENT when the data cannot be
 * split or have too few actions for the loss.
 */
export async function distill(options: DistillOptions): Promise<DistillResult> {
  const { dataSet, config, seed } = options;
  const rng = new Rng(seed);
  const split = splitRows(dataSet.table.episodes, config.splitBy, config.validationShare, rng);
  const student = StudentModel.initialise(config.architecture, dataSet.numActions, rng.seed());
  const trainer = new Trainer(student, dataSet, config);
  try {
    const history = await trainEpochs(options, trainer, student, split, rng);
    const best = history.findLast(({ isBest }) => isBest)!;
    return {
      student,
      best,
      history,
      split: { trainingRows: split.training.length, validationRows: split.validation.length },
      warnings: warningsOf(best),
    };
  } catch (error) {
    student.dispose();
    throw error;
  } finally {
    trainer.dispose();
  }
}

/** Leaves the best weights in the student. */
async function trainEpochs(
  { config, dataSet, signal, onProgress, onEpoch }: DistillOptions,
  trainer: Trainer,
  student: StudentModel,
  split: Split,
  rng: Rng,
): Promise<EpochRecord[]> {
  const history: EpochRecord[] = [];
  const order = split.training.slice();
  const numBatches = Math.ceil(order.length / config.batchSize);
  let stopping = new EarlyStopping(config.patienceEpochs);
  const numWarmup = Math.min(config.warmupEpochs, config.maxEpochs);
  let phase = trainer.prepare(numWarmup > 0 ? { name: 'cross-entropy' } : config.loss);
  try {
    for (let epoch = 1; epoch <= config.maxEpochs && !stopping.hasStopped; epoch++) {
      if (numWarmup > 0 && epoch === numWarmup + 1) {
        // Losses of different kinds cannot be compared: the search for the best begins anew.
        phase.dispose();
        phase = trainer.prepare(config.loss);
        stopping = new EarlyStopping(config.patienceEpochs);
      }
      const beganAt = performance.now();
      shuffle(order, rng);
      let lossSum = 0;
      for (let batch = 0; batch < numBatches; batch++) {
        await breathe(signal);
        const rows = order.subarray(batch * config.batchSize, (batch + 1) * config.batchSize);
        lossSum += trainer.trainOn(rows, phase, rng.seed()) * rows.length;
        const figures = { epoch, loss: lossSum / Math.min((batch + 1) * config.batchSize, order.length) };
        const completed = (epoch - 1) * numBatches + batch + 1;
        onProgress?.({ stage: 'distill', completed, total: config.maxEpochs * numBatches, unit: 'steps', figures });
      }
      const trainingSeconds = (performance.now() - beganAt) / 1000;
      const measured = await validate(trainer, phase, split.validation, config.batchSize, dataSet.numActions, signal);
      const isBest = stopping.observe(measured.validationLoss, () => student.parameters.toHost());
      const record: EpochRecord = {
        epoch,
        phase: epoch <= numWarmup ? 'warm-up' : 'distill',
        trainingLoss: lossSum / order.length,
        ...measured,
        isBest,
        trainingSeconds,
      };
      history.push(record);
      onEpoch?.(record);
    }
  } finally {
    phase.dispose();
  }
  if (stopping.bestWeights) student.parameters.load(stopping.bestWeights);
  return history;
}

/** In batches of the training's size: a norm of the whole batch would not be the same on others. */
async function validate(
  trainer: Trainer,
  phase: Phase,
  rows: Int32Array,
  batchSize: number,
  numActions: number,
  signal: AbortSignal | undefined,
): Promise<Pick<EpochRecord, 'validationLoss' | 'validation'>> {
  const counter = new ValidationCounter(numActions);
  let lossSum = 0;
  for (let from = 0; from < rows.length; from += batchSize) {
    await breathe(signal);
    const batch = rows.subarray(from, from + batchSize);
    const { loss, logits, labels } = trainer.measureOn(batch, phase, from);
    lossSum += loss * batch.length;
    counter.add(logits, labels);
  }
  return { validationLoss: lossSum / rows.length, validation: counter.finish() };
}

function warningsOf({ validation }: EpochRecord): string[] {
  if (!isConstant(validation)) return [];
  const share = (100 * validation.majorityShare).toFixed(1);
  return [
    `The student plays one action whatever it sees (the teacher's most frequent action covers ${share}% of the validation pairs). ` +
      'No attack can move it, and its robustness means nothing; add --warmup-epochs or collect more varied pairs.',
  ];
}

/**
 * Trains a student on its teacher's prescriptions (paper, Sections 3.3 and 4.1): Adam on shuffled batches, validation after
 * every epoch, early stop on the validation loss, and the best weights kept. The same seed gives the same weights, bit by bit,
 * also when training is stopped at an epoch's border and continued from its state.
 */
import { type ProgressListener, Rng, type RngState } from '@a2pd/core';
import type { HostTensors } from '@a2pd/tensor';
import type { DistillConfig } from './config.js';
import type { PrescriptionDataSet } from './data/data-set.js';
import type { EarlyStoppingState } from './early-stopping.js';
import { EpochLoop } from './epoch-loop.js';
import type { EpochRecord } from './history.js';
import { splitRows } from './split.js';
import { StudentModel } from './student.js';
import { Trainer } from './trainer.js';
import { isConstant } from './validation.js';

/** A training between two epochs, complete: with data set, configuration and seed it continues to the last bit. */
export interface DistillState {
  readonly history: readonly EpochRecord[];
  readonly rng: RngState;
  readonly weights: HostTensors;
  readonly optimizer: HostTensors;
  readonly stopping: EarlyStoppingState;
}

export interface DistillOptions {
  readonly dataSet: PrescriptionDataSet;
  readonly config: DistillConfig;
  /** Determines the split, the first weights, the order of the batches and the attacks. */
  readonly seed: number;
  /** Where a training with the same data set, configuration and seed was left. */
  readonly resume?: DistillState | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
  /** Called after each epoch, and waited for; the state is its own copy. */
  readonly onEpoch?: ((record: EpochRecord, state: DistillState) => void | Promise<void>) | undefined;
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
 * split or have too few actions for the method, INCOMPATIBLE_ARTEFACT when the state is that of another student.
 */
export async function distill(options: DistillOptions): Promise<DistillResult> {
  const { dataSet, config, seed, resume } = options;
  const rng = new Rng(seed);
  const split = splitRows(dataSet.table.episodes, config.splitBy, config.validationShare, rng);
  const student = StudentModel.initialise(config.architecture, dataSet.numActions, rng.seed());
  const trainer = new Trainer(student, dataSet, config);
  try {
    if (resume) {
      student.parameters.load(resume.weights);
      trainer.loadOptimizerState(resume.optimizer);
    }
    const loop = new EpochLoop({ ...options, trainer, student, split, rng: resume ? Rng.fromState(resume.rng) : rng });
    const history = await loop.run();
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

function warningsOf({ validation }: EpochRecord): string[] {
  if (!isConstant(validation)) return [];
  const share = (100 * validation.majorityShare).toFixed(1);
  return [
    `The student plays one action whatever it sees (the teacher's most frequent action covers ${share}% of the validation pairs). ` +
      'No attack can move it, and its robustness means nothing; add --sampling balanced or --warmup-epochs.',
  ];
}

/**
 * Trains a student on its teacher's prescriptions (paper, Sections 3.3 and 4.1): Adam on shuffled batches, validation after
 * every epoch, early stop on the validation loss, and the best weights kept. The same seed gives the same weights, bit by bit,
 * also when training is stopped at an epoch's border and continued from its state.
 */
import { Rng, requireKnownOptions } from '@a2pd/core';
import { type DistillOptions, distillOptionNames } from './distill-options.js';
import { EpochLoop } from './epoch-loop.js';
import type { EpochRecord } from './history.js';
import { splitRows } from './split.js';
import { StudentModel } from './student.js';
import { Trainer } from './trainer.js';
import { isConstant } from './validation.js';

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
 * split or have too few actions for the method, INCOMPATIBLE_ARTEFACT when the state, or the weights to begin with, are those of another
 * student.
 */
export async function distill(options: DistillOptions): Promise<DistillResult> {
  requireKnownOptions(options, distillOptionNames);
  const { dataSet, config, seed, resume } = options;
  const rng = new Rng(seed);
  const split = splitRows(dataSet.table.episodes, config.splitBy, config.validationShare, rng);
  const { architecture, initialisation } = config;
  const student = StudentModel.initialise(architecture, dataSet.numActions, rng.seed(), initialisation);
  const trainer = new Trainer(student, dataSet, config);
  try {
    if (options.initialWeights && !resume) student.parameters.load(options.initialWeights);
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
      'No attack can move it, and its robustness means nothing; sample balanced, or warm up with cross-entropy.',
  ];
}

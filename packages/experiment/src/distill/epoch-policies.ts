/** The student as it was after chosen epochs, each a policy of its own: how a distillation came to what it is. */
import { type ArtefactDescription, requireWritable } from '@a2pd/artefact';
import { expectationError } from '@a2pd/core';
import { type DistillConfig, type DistillState, historyFile, StudentModel, saveStudent } from '@a2pd/distill';
import { notReplaced } from '../run/recipe.js';
import { isArtefact } from '../run/zoo-folder.js';

/** Where the student after one epoch is kept. */
function epochFolder(student: string, epoch: number): string {
  return `${student}-epoch-${epoch}`;
}

/**
 * @param options.epochsDone By the distillation that goes on; an epoch among them is there already, or does not come again.
 * @param options.mayReplace Whether what lies there is of this distillation, or is to be replaced.
 * @throws A2pdError INVALID_ARGUMENT for an epoch that does not come, INVALID_STATE where another distillation kept one.
 */
export async function requireEpochFolders(
  student: string,
  epochs: readonly number[],
  { maxEpochs }: DistillConfig,
  { epochsDone, mayReplace }: { readonly epochsDone: number; readonly mayReplace: boolean },
): Promise<void> {
  for (const epoch of epochs) {
    if (!Number.isSafeInteger(epoch) || epoch < 1 || epoch > maxEpochs) {
      const remedy = 'keep earlier ones, or distil for longer (maxEpochs)';
      throw expectationError('INVALID_ARGUMENT', `epochs to keep from 1 to ${maxEpochs}`, epoch, remedy, {
        arguments: ['maxEpochs'],
      });
    }
    const folder = epochFolder(student, epoch);
    if (epoch <= epochsDone && !isArtefact(folder)) {
      const remedy = 'keep later ones, or begin anew by restart';
      throw expectationError('INVALID_ARGUMENT', `epochs to keep after the ${epochsDone} done`, epoch, remedy, {
        arguments: ['restart'],
      });
    }
    if (!mayReplace && isArtefact(folder)) {
      throw notReplaced(folder, 'of another distillation', 'name another student');
    }
    await requireWritable(folder, { kind: 'policy' });
  }
}

/** @throws A2pdError INVALID_STATE where a student that is done was distilled without keeping one of them. */
export function requireKeptEpochs(student: string, epochs: readonly number[]): void {
  const lacking = epochs.filter((epoch) => !isArtefact(epochFolder(student, epoch)));
  if (lacking.length > 0)
    throw notReplaced(student, `without its epochs ${lacking.join(', ')}`, 'name another student');
}

/** Keeps the weights with which an epoch ended, which need not be the best so far. */
export async function keepEpoch(
  student: string,
  { history, weights }: DistillState,
  { architecture }: DistillConfig,
  numActions: number,
  description: Omit<ArtefactDescription, 'kind' | 'summary'>,
): Promise<void> {
  const { epoch, validation } = history.at(-1)!;
  const model = new StudentModel(architecture, numActions, weights);
  try {
    const summary = { epochs: epoch, bestEpoch: epoch, ...validation };
    await saveStudent(epochFolder(student, epoch), model, { ...description, summary }, historyFile(history));
  } finally {
    model.dispose();
  }
}

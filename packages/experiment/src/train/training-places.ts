/** Where a run keeps what it trains: a teacher, or an adversary. */
import { requireWritable } from '@a2pd/artefact';
import { A2pdError } from '@a2pd/core';
import type { PolicyKind } from '@a2pd/rainbow';
import type { RunFolder } from '../run/run-folder.js';
import { isArtefact } from '../run/zoo-folder.js';
import type { TrainingPlan } from './training-plan.js';

export interface TrainingPlaces {
  /** As what. */
  readonly kind: PolicyKind;
  /** The weights with the best evaluation. */
  readonly best: string;
  readonly last: string;
}

export function placesOf(folder: RunFolder, { against }: TrainingPlan): TrainingPlaces {
  return against
    ? { kind: 'adversary', best: folder.adversary, last: folder.adversaryLast }
    : { kind: 'policy', best: folder.teacher, last: folder.teacherLast };
}

/** @throws A2pdError INVALID_STATE where the run trains the other of the two: their checkpoints would take each other's place. */
export async function requirePlaces(
  { kind, best, last }: TrainingPlaces,
  { name, teacher, adversary }: RunFolder,
): Promise<void> {
  const other = kind === 'policy' ? adversary : teacher;
  if (isArtefact(other)) {
    const remedy = 'train in a run of its own';
    const message = `The run ${name} has ${kind === 'policy' ? 'an adversary' : 'a teacher'} in ${other}; ${remedy}`;
    throw new A2pdError('INVALID_STATE', message, { path: other, remedy });
  }
  for (const place of [best, last]) await requireWritable(place, { kind });
}

/** Trainings of teachers, or of adversaries, to compare, read from their runs. */
import { Artefact } from '@a2pd/artefact';
import type { ComparedTraining } from '@a2pd/report';
import { requireMetrics, trainingReturnsOf } from '../report/training-returns.js';
import { type RunFolder, runFolderAt } from '../run/run-folder.js';
import { isArtefact } from '../run/zoo-folder.js';
import { readLabels } from './labelled.js';

/**
 * @param typed Each "run" or "label=run": the folder of a run. Labels may be shared, e.g. by seeds.
 * @throws A2pdError FILE_UNAVAILABLE for a folder without a training, and before a run's first weights.
 */
export function readComparedTrainings(typed: readonly string[]): Promise<ComparedTraining[]> {
  return Promise.all(
    readLabels(typed, true).map(async ({ label, place }) => {
      const run = runFolderAt(place);
      const returns = trainingReturnsOf(await requireMetrics(run));
      const { game = 'unknown', seeds } = (await openTrained(run)).manifest;
      return { label, game, seed: String(seeds.training), ...returns };
    }),
  );
}

/** The returns of an adversary are those of its victim with the opposite sign, as its training tells them. */
function openTrained({ teacher, adversary }: RunFolder): Promise<Artefact> {
  return isArtefact(adversary) ? Artefact.open(adversary, 'adversary') : Artefact.open(teacher, 'policy');
}

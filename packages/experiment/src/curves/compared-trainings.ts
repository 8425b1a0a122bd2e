/** Trainings of teachers to compare, read from their runs. */
import { Artefact } from '@a2pd/artefact';
import type { ComparedTraining } from '@a2pd/report';
import { requireMetrics, trainingReturnsOf } from '../report/training-returns.js';
import { runFolderAt } from '../run/run-folder.js';
import { readLabels } from './labelled.js';

/**
 * @param typed Each "run" or "label=run": the folder of a run. Labels may be shared, e.g. by seeds.
 * @throws A2pdError FILE_UNAVAILABLE for a folder without a training, and before a run's first teacher.
 */
export function readComparedTrainings(typed: readonly string[]): Promise<ComparedTraining[]> {
  return Promise.all(
    readLabels(typed, true).map(async ({ label, place }) => {
      const run = runFolderAt(place);
      const returns = trainingReturnsOf(await requireMetrics(run));
      const { game = 'unknown', seeds } = (await Artefact.open(run.teacher, 'policy')).manifest;
      return { label, game, seed: String(seeds.training), ...returns };
    }),
  );
}

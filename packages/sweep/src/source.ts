/** What a run offers to a sweep, and whether it still is what a job was planned with. */
import { join } from 'node:path';
import { Artefact, type ArtefactKind } from '@a2pd/artefact';
import { A2pdError, expectationError } from '@a2pd/core';
import { isPoint, runSourceOf, type SweepJob } from './job.js';
import type { RunContents } from './plan.js';
import { type SweepFolder, sourceFolder } from './sweep-folder.js';

/** Looks at runs/<run>. @throws A2pdError INCOMPATIBLE_ARTEFACT when it is of another game, CORRUPT_ARTEFACT. */
export async function lookUpRun(folder: SweepFolder, run: string, game: string): Promise<RunContents> {
  const look = async (part: string, kind: ArtefactKind) => {
    const artefact = await Artefact.openIfPresent(join(folder.runs, run, part), kind);
    const itsGame = artefact?.manifest.game;
    if (artefact && itsGame !== game) {
      const remedy = 'mend "from", e.g. "{game}"';
      throw expectationError('INCOMPATIBLE_ARTEFACT', `${part} of ${game} in the run ${run}`, itsGame, remedy);
    }
    return artefact?.reference.manifestSha256 ?? null;
  };
  return {
    teacherSha256: await look('teacher', 'policy'),
    prescriptionsSha256: await look('prescriptions', 'prescriptions'),
  };
}

/** @throws A2pdError INCOMPATIBLE_ARTEFACT when this machine's runs are not those the job was planned with. */
export async function requireSource(folder: SweepFolder, job: SweepJob): Promise<void> {
  const { specification } = job;
  const source = runSourceOf(specification);
  if (source === undefined) return;
  const game = String(isPoint(specification) ? specification.coordinates.game : specification.game);
  const found = await lookUpRun(folder, source.run, game);
  const wanted: RunContents = { prescriptionsSha256: null, ...source };
  for (const part of ['teacherSha256', 'prescriptionsSha256'] as const) {
    // A job that collects prescriptions does not need any; a teacher that has come since would label the states.
    const isFree = part === 'prescriptionsSha256' && wanted[part] === null;
    if (isFree || found[part] === wanted[part]) continue;
    const where = sourceFolder(folder, job);
    const what = part.replace('Sha256', '');
    const remedy = 'start the sweep again, with the same folder of runs on every machine';
    const message = `The ${what} in ${where} changed since the sweep was planned; ${remedy}`;
    throw new A2pdError('INCOMPATIBLE_ARTEFACT', message, { remedy });
  }
}

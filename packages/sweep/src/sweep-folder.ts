/**
 * Where sweeps lie below --runs. Results are shared by all sweeps: a point that two grids have in common is done once.
 *
 *     runs/sweeps/prepared/<job>/   a run folder: teacher, prescriptions, log.txt
 *     runs/sweeps/points/<job>/     a run folder: student or defended teacher, evaluations, log.txt
 *     runs/sweeps/results/<job>/    committed once, when all of the job is done
 *     runs/sweeps/tables/<sweep>/   what the sweep found
 *     runs/sweeps/plans/<sweep>.json  what it is about to do, for whoever watches it
 */
import { join, resolve } from 'node:path';
import { isPoint, preparationName, runSourceOf, type SweepJob } from './job.js';

export interface SweepFolder {
  /** Folder of all runs. */
  readonly runs: string;
  readonly results: string;
  readonly tables: string;
  readonly prepared: string;
  readonly points: string;
  readonly plans: string;
}

export interface JobFolder {
  readonly path: string;
  /** Its parent: the job's folder is a run of this folder, under the job's name. */
  readonly runs: string;
  readonly log: string;
  readonly lease: string;
  /** What each finished stage said. */
  readonly stages: string;
  readonly result: string;
}

export function sweepFolder(runs: string): SweepFolder {
  const root = resolve(runs, 'sweeps');
  return {
    runs: resolve(runs),
    results: join(root, 'results'),
    tables: join(root, 'tables'),
    prepared: join(root, 'prepared'),
    points: join(root, 'points'),
    plans: join(root, 'plans'),
  };
}

export function jobFolder(folder: SweepFolder, { name, specification }: SweepJob): JobFolder {
  const runs = isPoint(specification) ? folder.points : folder.prepared;
  const path = join(runs, name);
  return {
    path,
    runs,
    log: join(path, 'log.txt'),
    lease: join(path, '.lease'),
    stages: join(path, 'stages'),
    result: join(folder.results, name),
  };
}

/** Folder of the run that a job's teacher and prescriptions lie in; that of all runs where it needs none. */
export function sourceFolder(folder: SweepFolder, { specification }: SweepJob): string {
  if (isPoint(specification) && 'preparation' in specification.source) {
    const { source, coordinates } = specification;
    return join(folder.prepared, preparationName(String(coordinates.game), source.preparation));
  }
  return join(folder.runs, runSourceOf(specification)?.run ?? '');
}

/** Whose action the attacks of a sweep lead away from. */
import { A2pdError } from '@a2pd/core';
import { type Grid, runSourceOf, type SweepFolder, type SweepPlan } from '@a2pd/sweep';
import { teacherOfRun } from '../run/find-teacher.js';
import { type RunFolder, runFolder } from '../run/run-folder.js';
import { isArtefact } from '../run/zoo-folder.js';

/**
 * The folder of the teacher that a student of the run is evaluated beside; undefined where there is none, and the labels are the
 * student's own. What the zoo has is looked at only where the labels are to be the teacher's: a run without a teacher has always
 * been evaluated without one.
 */
export async function labellingTeacher(labels: unknown, run: RunFolder): Promise<string | undefined> {
  return labels === 'teacher' || isArtefact(run.teacher) ? teacherOfRun(run) : undefined;
}

/** @throws A2pdError INVALID_CONFIG where the labels are to be a teacher's, and a run has none. */
export async function requireLabellingTeachers(
  { evaluate: { labels } }: Grid,
  { points }: SweepPlan,
  { runs }: SweepFolder,
): Promise<void> {
  if (labels !== 'teacher') return;
  const sources = points.flatMap(({ specification }) => runSourceOf(specification) ?? []);
  for (const run of new Set(sources.map(({ run }) => run))) {
    if ((await labellingTeacher(labels, runFolder(runs, run))) !== undefined) continue;
    const remedy = `put its teacher into ${run}/teacher, or leave "labels" out`;
    const message = `Expected a teacher in the run ${run} for evaluate.labels "teacher" but it has none, nor does the zoo have the one that labelled its prescriptions; ${remedy}`;
    throw new A2pdError('INVALID_CONFIG', message, { key: 'evaluate.labels', remedy });
  }
}

/** Where the parts of one run lie: `runs/<name>/{training,teacher,prescriptions,student,evaluations/...,report}`. */
import { join, resolve } from 'node:path';
import { expectationError } from '@a2pd/core';

export interface RunFolder {
  readonly name: string;
  readonly path: string;
  /** Checkpoint of the teacher's training. */
  readonly training: string;
  readonly teacher: string;
  readonly prescriptions: string;
  readonly student: string;
  readonly evaluations: string;
  readonly report: string;
  /** What training reports, a JSON line each. */
  readonly metrics: string;
  /** Event files for TensorBoard. */
  readonly tensorboard: string;
}

/**
 * @param runs Folder of all runs, usually "runs".
 * @param name Letters, digits, ".", "_" and "-".
 */
export function runFolder(runs: string, name: string): RunFolder {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,80}$/.test(name)) {
    throw expectationError('INVALID_ARGUMENT', 'a run name of letters, digits, ".", "_" and "-"', name, 'mend --run');
  }
  const path = resolve(runs, name);
  return {
    name,
    path,
    training: join(path, 'training'),
    teacher: join(path, 'teacher'),
    prescriptions: join(path, 'prescriptions'),
    student: join(path, 'student'),
    evaluations: join(path, 'evaluations'),
    report: join(path, 'report'),
    metrics: join(path, 'metrics.jsonl'),
    tensorboard: join(path, 'tensorboard'),
  };
}

/** Where the parts of one run lie: `runs/<name>/{training,teacher,teacher-last,prescriptions,student,evaluations/...,report}`. */
import { basename, dirname, join, resolve } from 'node:path';
import { expectationError } from '@a2pd/core';

export interface RunFolder {
  readonly name: string;
  /** Where it lies among others, as the user said it. */
  readonly runs: string;
  readonly path: string;
  /** Checkpoints of the teacher's training. */
  readonly training: string;
  /** The weights with the best evaluation so far. */
  readonly teacher: string;
  /** The weights at the last checkpoint, or at the end of training. */
  readonly teacherLast: string;
  /** As `teacher` and `teacherLast`, of a run that trains an adversary. */
  readonly adversary: string;
  readonly adversaryLast: string;
  readonly prescriptions: string;
  readonly student: string;
  /** The student that a pipeline trains on bounds, beside the other. */
  readonly certifiedStudent: string;
  readonly evaluations: string;
  /** One folder a policy. */
  readonly audits: string;
  readonly certifications: string;
  readonly certifiedPlay: string;
  readonly report: string;
  /** What training reports, a JSON line each. */
  readonly metrics: string;
  /** Event files for TensorBoard. */
  readonly tensorboard: string;
}

const runName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,80}$/;

/** Whether a run may be called so. */
export function isRunName(name: string): boolean {
  return runName.test(name);
}

/** The run that lies in this folder. */
export function runFolderAt(folder: string): RunFolder {
  const path = resolve(folder);
  return runFolder(dirname(path), basename(path));
}

/**
 * @param runs Folder of all runs, usually "runs".
 * @param name Letters, digits, ".", "_" and "-".
 */
export function runFolder(runs: string, name: string): RunFolder {
  if (!isRunName(name)) {
    throw expectationError(
      'INVALID_ARGUMENT',
      'a run name of letters, digits, ".", "_" and "-"',
      name,
      'choose another name',
    );
  }
  const path = resolve(runs, name);
  return {
    name,
    runs,
    path,
    training: join(path, 'training'),
    teacher: join(path, 'teacher'),
    teacherLast: join(path, 'teacher-last'),
    adversary: join(path, 'adversary'),
    adversaryLast: join(path, 'adversary-last'),
    prescriptions: join(path, 'prescriptions'),
    student: join(path, 'student'),
    certifiedStudent: join(path, 'student-certified'),
    evaluations: join(path, 'evaluations'),
    audits: join(path, 'audits'),
    certifications: join(path, 'certifications'),
    certifiedPlay: join(path, 'certified-play'),
    report: join(path, 'report'),
    metrics: join(path, 'metrics.jsonl'),
    tensorboard: join(path, 'tensorboard'),
  };
}

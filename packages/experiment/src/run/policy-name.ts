/** What `--policy` names: a policy of the run, one of the zoo, or any folder of one. */
import { basename, join, resolve } from 'node:path';
import { expectationError } from '@a2pd/core';
import type { RunFolder } from './run-folder.js';
import { isArtefact, isZooPolicy, parseZooName, policyFolder } from './zoo-folder.js';

export interface NamedPolicy {
  /** How tables call it. */
  readonly name: string;
  readonly folder: string;
}

/** Without a slash: in the run, if there is one. */
const plainName = /^[\w-][\w.-]*$/;

/** What a run itself makes; other students lie beside them under names of the user's. */
const ownPolicies = ['student', 'teacher', 'teacher-last'];

/** Says in help texts what `namedPolicy` understands. */
export const policyNames = '"student", "teacher" or another policy of the run, a folder, or zoo:<game>/<name>';

/**
 * A folder that is not there is refused when it is opened.
 * @throws A2pdError INVALID_ARGUMENT for "student", "teacher" or "teacher-last" without a run, FILE_UNAVAILABLE for what the zoo lacks.
 */
export function namedPolicy(policy: string, run: RunFolder | undefined): NamedPolicy {
  if (isZooPolicy(policy)) return { name: parseZooName(policy).name, folder: policyFolder(policy) };
  if (ownPolicies.includes(policy)) {
    if (run !== undefined) return { name: policy, folder: join(run.path, policy) };
    const remedy = 'name the run, or the folder of a policy';
    throw expectationError('INVALID_ARGUMENT', `run beside policy ${policy}`, undefined, remedy, {
      arguments: ['run', 'policy'],
    });
  }
  const couldBeInRun = run !== undefined && plainName.test(policy);
  const isInRun = couldBeInRun && (isArtefact(join(run.path, policy)) || !isArtefact(policy));
  return { name: basename(resolve(policy)), folder: isInRun ? join(run.path, policy) : policy };
}

/**
 * Where a new student of a run goes: a plain name stands for a folder in the run, as `namedPolicy` will find it there.
 * @throws A2pdError INVALID_ARGUMENT for a name that the run keeps something else under.
 */
export function newStudentFolder(student: string | undefined, run: RunFolder): string {
  if (student === undefined) return run.student;
  if (!plainName.test(student)) return student;
  const folder = join(run.path, student);
  if ([run.student, run.certifiedStudent].includes(folder) || !Object.values(run).includes(folder)) return folder;
  const remedy = 'choose another name, e.g. student-beta-0.1';
  throw expectationError('INVALID_ARGUMENT', `a name for a student of the run ${run.name}`, student, remedy);
}

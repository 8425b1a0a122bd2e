/** What `--policy` names: a policy of the run, one of the zoo, or any folder of one. */
import { basename, join, resolve } from 'node:path';
import { expectationError } from '@a2pd/core';
import type { RunFolder } from './run-folder.js';
import { isArtefact, isZooPolicy, parseZooName, policyFolder, zooTeacher } from './zoo.js';

export interface NamedPolicy {
  /** How tables call it. */
  readonly name: string;
  readonly folder: string;
}

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
    const remedy = 'name the run, or the folder of a policy after --policy';
    throw expectationError('INVALID_ARGUMENT', `--run beside --policy ${policy}`, undefined, remedy);
  }
  const couldBeInRun = run !== undefined && /^[\w-][\w.-]*$/.test(policy);
  const isInRun = couldBeInRun && (isArtefact(join(run.path, policy)) || !isArtefact(policy));
  return { name: basename(resolve(policy)), folder: isInRun ? join(run.path, policy) : policy };
}

/** The teacher that a policy is measured beside when none is named: the run's own, or for a policy of the zoo the zoo's. */
export function teacherBeside(policy: string, run: RunFolder | undefined): string | undefined {
  if (run !== undefined && isArtefact(run.teacher)) return run.teacher;
  return isZooPolicy(policy) ? zooTeacher(parseZooName(policy).game) : undefined;
}

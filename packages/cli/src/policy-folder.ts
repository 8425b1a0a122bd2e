/** What `--policy` names: a policy of the run, one of the zoo, or any folder of one. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { expectationError } from '@a2pd/core';
import type { RunFolder } from './run-folder.js';
import { isZooPolicy, parseZooName, policyFolder, zooTeacher } from './zoo.js';

export interface NamedPolicy {
  /** How tables call it. */
  readonly name: string;
  readonly folder: string;
}

/** @throws A2pdError INVALID_ARGUMENT for "student", "teacher" or "teacher-last" without a run, FILE_UNAVAILABLE for what the zoo lacks. */
export function namedPolicy(policy: string, run: RunFolder | undefined): NamedPolicy {
  if (isZooPolicy(policy)) return { name: parseZooName(policy).name, folder: policyFolder(policy) };
  if (policy !== 'student' && policy !== 'teacher' && policy !== 'teacher-last') {
    return { name: basename(resolve(policy)), folder: policy };
  }
  if (run === undefined) {
    const remedy = 'name the run, or the folder of a policy after --policy';
    throw expectationError('INVALID_ARGUMENT', `--run beside --policy ${policy}`, undefined, remedy);
  }
  return { name: policy, folder: policy === 'teacher-last' ? run.teacherLast : run[policy] };
}

/** The teacher that a policy is measured beside when none is named: the run's own, or for a policy of the zoo the zoo's. */
export function teacherBeside(policy: string, run: RunFolder | undefined): string | undefined {
  if (run !== undefined && existsSync(join(run.teacher, 'manifest.json'))) return run.teacher;
  return isZooPolicy(policy) ? zooTeacher(parseZooName(policy).game) : undefined;
}

/** Which teacher a policy is measured beside. */
import { Artefact } from '@a2pd/artefact';
import { firstParentHash } from '../records/first-parent.js';
import { entryActingAs, teacherEntry } from '../zoo/entry-acting-as.js';
import { readEntrySummary } from '../zoo/entry-summary.js';
import { isTeacher } from './is-teacher.js';
import { namedPolicy } from './policy-name.js';
import type { RunFolder } from './run-folder.js';
import { entryFolder, isArtefact, isZooPolicy, parseZooName } from './zoo-folder.js';

export interface MeasuredBeside {
  /** As `--policy` names it. */
  readonly policy: string;
  /** The teacher that was named, if one was. */
  readonly teacher?: string | undefined;
}

/**
 * The folder of the teacher that was named; of a student in the zoo, else, that of its own teacher there, and of a teacher its own;
 * else that of the run's. Undefined where none is known.
 * @throws A2pdError for a damaged entry or data set, and as `namedPolicy`.
 */
export async function findTeacher(
  { policy, teacher }: MeasuredBeside,
  run: RunFolder | undefined,
): Promise<string | undefined> {
  if (teacher !== undefined) return namedPolicy(teacher, run).folder;
  const inZoo = isZooPolicy(policy) ? await teacherInZoo(policy) : undefined;
  return inZoo ?? (run && teacherOfRun(run));
}

/** The run's own, else the entry of the zoo that labelled its prescriptions. */
export async function teacherOfRun({ teacher, prescriptions }: RunFolder): Promise<string | undefined> {
  if (isArtefact(teacher)) return teacher;
  if (!isArtefact(prescriptions)) return undefined;
  const dataSet = await Artefact.open(prescriptions, 'prescriptions');
  const labelledBy = firstParentHash(dataSet);
  const { game } = dataSet.manifest;
  if (labelledBy === undefined || game === undefined) return undefined;
  return (await entryActingAs(game, labelledBy))?.directory;
}

async function teacherInZoo(policy: string): Promise<string | undefined> {
  const entry = parseZooName(policy);
  const folder = entryFolder(entry);
  if (!isArtefact(folder)) return undefined;
  const { manifest } = await Artefact.open(folder, 'policy');
  if (isTeacher(manifest)) return folder;
  const { teacher } = readEntrySummary(manifest, folder);
  return (await teacherEntry(entry.game, teacher))?.directory;
}

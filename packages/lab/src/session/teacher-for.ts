/** Which teacher says what is right for a policy of the lab. */
import { basename, dirname } from 'node:path';
import { findTeacher } from '@a2pd/experiment';
import { entryFolder, isRunName, listZoo, runFolderAt, zooTeacher } from '@a2pd/experiment/folders';
import type { ListedPolicy } from './catalogue.js';

export interface NamedTeacher {
  readonly folder: string;
  /** As `--teacher` names it. */
  readonly name: string;
}

/**
 * The teacher that commands would measure the policy beside; where they know of none, the one that the zoo has for the game.
 * @throws A2pdError for a damaged entry of the zoo, or damaged prescriptions of the run.
 */
export async function teacherFor({ id, game, folder }: ListedPolicy): Promise<NamedTeacher | undefined> {
  const around = dirname(folder);
  const run = isRunName(basename(around)) ? runFolderAt(around) : undefined;
  const teacher = (await findTeacher({ policy: id }, run)) ?? zooTeacher(game);
  return teacher === undefined ? undefined : { folder: teacher, name: nameOf(teacher) };
}

function nameOf(folder: string): string {
  const entry = listZoo().find((listed) => entryFolder(listed) === folder);
  return entry ? `zoo:${entry.game}/${entry.name}` : folder;
}

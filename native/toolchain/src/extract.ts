/**
 * Takes chosen members out of a .tar.gz or .whl archive: written to a temporary folder beside the target first, which
 * then replaces it in one rename, so that nobody ever sees half of it.
 */
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, normalize, sep } from 'node:path';
import { A2pdError, messageOf } from '@a2pd/core';
import { extractTar } from './extract-tar.js';
import { extractZip } from './extract-zip.js';
import { freshFolder } from './fresh-folder.js';

export interface ExtractOptions {
  /** Where a member goes, relative to `into`; undefined leaves it out. Called with the member's path in the archive. */
  readonly place: (member: string) => string | undefined;
  /** The folder that is made, or replaced when it exists. */
  readonly into: string;
}

/**
 * Extracts the members that `place` chooses and returns how many files were written. Links are never followed or made.
 * Throws CORRUPT_ARTEFACT for a damaged archive, a member that would leave the folder, or when nothing was chosen;
 * FILE_UNAVAILABLE when the system refuses a file (a full disk).
 */
export async function extract(archive: string, { place, into }: ExtractOptions): Promise<number> {
  await mkdir(dirname(into), { recursive: true });
  const folder = await freshFolder(dirname(into), basename(into));
  const target = (member: string) => {
    const relative = place(member);
    return relative === undefined ? undefined : join(folder, refuseEscape(archive, member, relative));
  };
  try {
    const count = /\.(whl|zip)$/.test(archive) ? await extractZip(archive, target) : await extractTar(archive, target);
    if (count === 0) throw corrupt(archive, 'none of the members that were asked for');
    await rm(into, { recursive: true, force: true });
    await rename(folder, into);
    return count;
  } catch (cause) {
    if (cause instanceof A2pdError) throw cause;
    // Only what the system refused has one; an archive that cannot be read does not.
    if ((cause as NodeJS.ErrnoException).syscall !== undefined) throw unavailable(into, cause as NodeJS.ErrnoException);
    throw corrupt(archive, messageOf(cause), cause);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function refuseEscape(archive: string, member: string, relative: string): string {
  const path = normalize(relative);
  if (isAbsolute(path) || path.split(sep).includes('..'))
    throw corrupt(archive, `the member ${member}, which would leave its folder`);
  return path;
}

function unavailable(folder: string, cause: NodeJS.ErrnoException): A2pdError {
  const received = cause.code === 'ENOSPC' ? 'the disk is full' : cause.message;
  const remedy = `${cause.code === 'ENOSPC' ? 'free some disk space' : 'mend that'} and run the command again`;
  return new A2pdError('FILE_UNAVAILABLE', `Expected to write ${folder} but ${received}; ${remedy}`, {
    expected: folder,
    received,
    remedy,
    cause,
  });
}

function corrupt(archive: string, received: string, cause?: unknown): A2pdError {
  const remedy = `delete ${archive} and run the command again`;
  return new A2pdError(
    'CORRUPT_ARTEFACT',
    `Expected a sound archive ${basename(archive)} but received ${received}; ${remedy}`,
    {
      expected: 'a sound archive',
      received,
      remedy,
      cause,
    },
  );
}

/** What stands where something is to be written: only a file takes a file's place, only a folder that of a folder. */
import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { expectationError, unwritable } from '@a2pd/core';

/**
 * A rename replaces whatever has the name, so a device, a pipe or a link would be lost to everybody.
 * @returns whether a regular file is there.
 * @throws A2pdError FILE_UNAVAILABLE for anything but a regular file or nothing.
 */
export async function requireFilePlace(file: string): Promise<boolean> {
  if (file.endsWith(sep)) throw occupied(file, 'a file', 'the name of a folder');
  return requirePlace(file, 'a file', (stats) => stats.isFile());
}

/** The same for a folder. */
export async function requireFolderPlace(directory: string): Promise<boolean> {
  return requirePlace(directory, 'a folder', (stats) => stats.isDirectory());
}

async function requirePlace(path: string, wanted: string, fits: (stats: Stats) => boolean): Promise<boolean> {
  let stats: Stats;
  try {
    stats = await lstat(resolve(path));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw unwritable(path, cause);
  }
  if (fits(stats)) return true;
  throw occupied(path, wanted, typeName(stats));
}

function occupied(path: string, wanted: string, received: string) {
  return expectationError('FILE_UNAVAILABLE', `${wanted} or nothing at ${path}`, received, 'choose another place', {
    path,
  });
}

/** In words, what a name stands for. */
export function typeName(stats: Stats): string {
  if (stats.isFile()) return 'a file';
  if (stats.isDirectory()) return 'a folder';
  if (stats.isSymbolicLink()) return 'a symbolic link';
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

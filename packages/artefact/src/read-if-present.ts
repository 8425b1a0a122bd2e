import { A2pdError, messageOf } from '@a2pd/core';
import { readRegularFile, readRegularText } from './read-file.js';

/** Also where another machine of a shared folder removed the file meanwhile. */
export const absentOnSharedFolder = ['ENOENT', 'ESTALE'] as const;

/**
 * A file's contents; undefined where there is none.
 * @param remedy What the user can do about a file that is there and cannot be read.
 * @param absent Codes that say there is none.
 * @throws A2pdError FILE_UNAVAILABLE.
 */
export async function readIfPresent(
  file: string,
  remedy: string,
  absent: readonly string[] = ['ENOENT'],
): Promise<Buffer | undefined> {
  return unlessAbsent(readRegularFile, file, remedy, absent);
}

/** The same as text. */
export async function readTextIfPresent(
  file: string,
  remedy: string,
  absent: readonly string[] = ['ENOENT'],
): Promise<string | undefined> {
  return unlessAbsent(readRegularText, file, remedy, absent);
}

async function unlessAbsent<Contents>(
  read: (file: string) => Promise<Contents>,
  file: string,
  remedy: string,
  absent: readonly string[],
): Promise<Contents | undefined> {
  try {
    return await read(file);
  } catch (cause) {
    if (absent.includes((cause as NodeJS.ErrnoException).code ?? '')) return undefined;
    const message = `Cannot read ${file}: ${messageOf(cause)}; ${remedy}`;
    throw new A2pdError('FILE_UNAVAILABLE', message, { path: file, remedy, cause });
  }
}

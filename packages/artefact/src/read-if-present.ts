import { readFile } from 'node:fs/promises';
import { A2pdError, messageOf } from '@a2pd/core';

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
  try {
    return await readFile(file);
  } catch (cause) {
    if (absent.includes((cause as NodeJS.ErrnoException).code ?? '')) return undefined;
    const message = `Cannot read ${file}: ${messageOf(cause)}; ${remedy}`;
    throw new A2pdError('FILE_UNAVAILABLE', message, { path: file, remedy, cause });
  }
}

/** The same as text. */
export async function readTextIfPresent(...asked: Parameters<typeof readIfPresent>): Promise<string | undefined> {
  return (await readIfPresent(...asked))?.toString('utf8');
}

/** Whether a file can be written is found out before the work whose result it is to hold. */
import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { unwritable } from '@a2pd/core';

/** Makes the folders above `file`, and leaves nothing else. @throws A2pdError FILE_UNAVAILABLE. */
export async function requireWritable(file: string): Promise<void> {
  const trial = `${file}.${randomUUID()}.trial`;
  try {
    await mkdir(dirname(file), { recursive: true });
    if ((await stat(file).catch(() => undefined))?.isDirectory()) throw new Error('it is a folder');
    await writeFile(trial, '', { flag: 'wx' });
    await rm(trial);
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

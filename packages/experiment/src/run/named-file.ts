/** Files that a user names, of any format. */
import { readRegularFile } from '@a2pd/artefact';
import { A2pdError, messageOf } from '@a2pd/core';

/** @throws A2pdError FILE_UNAVAILABLE. */
export async function readNamedFile(file: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(file);
  } catch (cause) {
    const remedy = 'name a file that you may read';
    throw new A2pdError('FILE_UNAVAILABLE', `Cannot read ${file}: ${messageOf(cause)}; ${remedy}`, {
      ...{ path: file, remedy, cause },
    });
  }
}

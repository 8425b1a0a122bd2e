/**
 * Changes to sources that come from elsewhere. Each text must be there exactly once, so that a change upstream stops the build
 * instead of slipping by.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { A2pdError } from '@a2pd/core';

export interface Patch {
  /** Below the folder of the sources. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * @param notice Put before each file that is changed.
 * @throws A2pdError BUILD_FAILED when a text is not there, or twice.
 */
export async function applyPatches(folder: string, patches: readonly Patch[], notice = ''): Promise<void> {
  for (const { file, from, to } of patches) {
    const path = join(folder, file);
    const parts = (await readFile(path, 'utf8')).split(from);
    if (parts.length !== 2) {
      const received = parts.length - 1;
      const message = `Expected "${from}" once in ${file} but received it ${received} times`;
      throw new A2pdError('BUILD_FAILED', message, { expected: from, received });
    }
    await writeFile(path, notice + parts.join(to));
  }
}

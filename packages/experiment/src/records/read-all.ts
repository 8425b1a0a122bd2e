/** Reads every artefact of one kind that a folder holds. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** None where there is no folder, and none of those still being written; by name. */
export async function readAll<T>(folder: string, read: (directory: string) => Promise<T>): Promise<T[]> {
  const names = await readdir(folder).catch(() => []);
  return Promise.all(
    names
      .filter((name) => !name.startsWith('.') && existsSync(join(folder, name, 'manifest.json')))
      .sort()
      .map((name) => read(join(folder, name))),
  );
}

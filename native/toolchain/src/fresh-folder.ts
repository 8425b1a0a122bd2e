import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes an empty folder `.<name>-XXXXXX` in `parent` and returns its path, after removing those of the same name that
 * interrupted runs have left. Only for who works alone under that name, by a lock.
 */
export async function freshFolder(parent: string, name: string): Promise<string> {
  const prefix = `.${name}-`;
  for (const entry of await readdir(parent)) {
    const isLeft = entry.startsWith(prefix) && /^[A-Za-z0-9]{6}$/.test(entry.slice(prefix.length));
    if (isLeft) await rm(join(parent, entry), { recursive: true, force: true });
  }
  const folder = await mkdtemp(join(parent, prefix));
  await openFolder(folder);
  return folder;
}

/** What is installed is for whoever may read what is beside it, not for one user alone, as temporary folders are. */
export async function openFolder(folder: string): Promise<void> {
  await chmod(folder, 0o777 & ~process.umask());
}

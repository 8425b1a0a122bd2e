/** What a killed process can leave beside an artefact, and how the next one mends it. */
import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hostTag, isRunning } from './process-identity.js';

/** What another machine left is abandoned after so long: whether its process runs cannot be seen from here. */
const foreignAbandonedAfterMs = 60 * 60_000;

/** A temporary sibling of `target`, marked with machine and process, so that others can tell when it is abandoned. */
export function partialPath(target: string): string {
  return join(dirname(target), `.${basename(target)}.${hostTag()}-${process.pid}.${randomUUID()}.partial`);
}

/** Where the older artefact waits while the new one is renamed into place. */
export function retiredPath(partial: string): string {
  return partial.replace(/partial$/, 'previous');
}

/** Brings back an artefact whose replacement was cut off between its two renames. */
export async function restoreRetired(target: string): Promise<void> {
  if (await exists(target)) return;
  for (const { path, kind, abandoned } of await siblings(target)) {
    if (kind === 'previous' && abandoned) return rename(path, target);
  }
}

/** Removes what processes that no longer run left behind. */
export async function removeAbandoned(target: string): Promise<void> {
  for (const { path, abandoned } of await siblings(target)) {
    if (abandoned) await rm(path, { recursive: true, force: true });
  }
}

/** Takes an artefact away at once, if there is one; what a kill leaves of it, the next writer removes. */
export async function removeArtefact(target: string): Promise<void> {
  const removed = partialPath(target);
  try {
    await rename(target, removed);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  await rm(removed, { recursive: true, force: true });
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function siblings(target: string) {
  const folder = dirname(target);
  const names = await readdir(folder).catch(() => []);
  const found = names.map(async (name) => {
    const match = /^\.(.+)\.(?:([0-9a-f]{8})-)?(\d+)\.[0-9a-f-]{36}\.(partial|previous)$/.exec(name);
    if (!match || match[1] !== basename(target)) return [];
    const [, , host = hostTag(), pid, kind] = match;
    const path = join(folder, name);
    const abandoned = host === hostTag() ? !isRunning(Number(pid)) : await isOld(path);
    return [{ path, kind, abandoned }];
  });
  return (await Promise.all(found)).flat();
}

async function isOld(path: string): Promise<boolean> {
  return stat(path).then(
    ({ ctimeMs }) => Date.now() - ctimeMs > foreignAbandonedAfterMs,
    () => false,
  );
}

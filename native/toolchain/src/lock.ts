import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './log.js';

const pollMs = 250;
const remindMs = 15_000;

/**
 * Runs `work` while no other process of this machine runs work under the same lock file. The file holds its owner's
 * process id; the lock of a process that has ended is taken over.
 */
export async function withLock<T>(lockFile: string, log: Log, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(lockFile), { recursive: true });
  const claim = `${lockFile}.${randomUUID()}`;
  await writeFile(claim, String(process.pid));
  try {
    let remindAt = Date.now();
    // A link appears whole or not at all, so nobody can read a lock without its owner.
    while (!(await link(claim, lockFile).then(() => true, ifExists))) {
      const owner = await readOwner(lockFile);
      if (owner !== undefined && !isRunning(owner)) await removeStale(lockFile, owner);
      else {
        if (Date.now() >= remindAt) {
          log(`Waiting for process ${owner ?? '?'}, which is doing the same (if it is not, delete ${lockFile})`);
          remindAt = Date.now() + remindMs;
        }
        await sleep(pollMs);
      }
    }
  } finally {
    await rm(claim, { force: true });
  }
  try {
    return await work();
  } finally {
    await rm(lockFile, { force: true });
  }
}

function ifExists(error: NodeJS.ErrnoException): false {
  if (error.code === 'EEXIST') return false;
  throw error;
}

async function readOwner(lockFile: string): Promise<number | undefined> {
  const text = await readFile(lockFile, 'utf8').catch(() => '');
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Takes the dead owner's lock away; if a live process took it over in between, gives it back. */
async function removeStale(lockFile: string, deadOwner: number): Promise<void> {
  const aside = `${lockFile}.${randomUUID()}`;
  try {
    await rename(lockFile, aside);
  } catch {
    return;
  }
  if ((await readOwner(aside)) !== deadOwner) await link(aside, lockFile).catch(() => undefined);
  await rm(aside, { force: true });
}

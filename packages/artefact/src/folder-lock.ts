/**
 * One process at a time in a folder. The lock is a file that names its holder, so that one left by a killed process is
 * recognised and taken over.
 */
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { A2pdError } from '@a2pd/core';
import { z } from 'zod';
import { makeFolder, unwritable } from './atomic-file.js';
import { isStillRunning, ownIdentity, type ProcessIdentity } from './process-identity.js';

export interface FolderLock {
  /** Lets others in; safe to call more than once. */
  release(): Promise<void>;
}

const identitySchema = z.strictObject({ pid: z.int(), host: z.string(), start: z.string().nullable() });

/**
 * Takes the folder, which is made if need be, until `release` or the end of this process.
 * @param what Says in messages what the folder is, e.g. "the run pong".
 * @throws A2pdError IN_USE when another process that still runs has it; FILE_UNAVAILABLE.
 */
export async function lockFolder(directory: string, what: string): Promise<FolderLock> {
  await makeFolder(directory);
  const file = join(directory, '.lock');
  const own = `${file}.${process.pid}.${randomUUID()}`;
  const text = JSON.stringify(ownIdentity());
  try {
    await writeFile(own, text, { flag: 'wx' });
    while (!(await appears(own, file))) await removeIfAbandoned(file, what);
  } catch (cause) {
    throw unwritable(file, cause);
  } finally {
    // A name too many is no reason to fail: the folder is locked, or it is not.
    await rm(own, { force: true }).catch(() => undefined);
  }
  return {
    release: async () => {
      if ((await contentsOf(file)) !== text) return;
      await rm(file, { force: true }).catch((cause) => {
        throw unwritable(file, cause);
      });
    },
  };
}

/** A link, unlike an opened file, appears with its contents, and never over another. */
async function appears(own: string, file: string): Promise<boolean> {
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function removeIfAbandoned(file: string, what: string): Promise<void> {
  const seen = await contentsOf(file);
  if (seen === undefined) return;
  const holder = holderIn(seen);
  if (holder && isStillRunning(holder)) throw inUse(what, file, holder);
  // Somebody else may have been faster: what is taken away must be what was looked at.
  const aside = `${file}.${process.pid}.${randomUUID()}`;
  await rename(file, aside).catch(() => undefined);
  if ((await contentsOf(aside)) !== seen) await appears(aside, file).catch(() => false);
  await rm(aside, { force: true });
}

async function contentsOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

/** Undefined for what a power cut made of it. */
function holderIn(text: string): ProcessIdentity | undefined {
  try {
    return identitySchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function inUse(what: string, file: string, { pid, host }: ProcessIdentity): A2pdError {
  const remedy = `wait for it, or stop it; if it is surely gone, remove ${file}`;
  return new A2pdError('IN_USE', `Process ${pid} on ${host} is at work in ${what}; ${remedy}`, { pid, host, remedy });
}

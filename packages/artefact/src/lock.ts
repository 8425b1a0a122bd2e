/**
 * One process at a time in a folder, or by a file. The lock is a file that names its holder, so that one left by a killed
 * process is recognised and taken over.
 */
import { createHash, randomUUID } from 'node:crypto';
import { link, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { A2pdError, unwritable } from '@a2pd/core';
import { z } from 'zod';
import { makeFolder } from './atomic-file.js';
import { canBeSeen, isStillRunning, ownIdentity, type ProcessIdentity } from './process-identity.js';
import { absentOnSharedFolder, readTextIfPresent } from './read-if-present.js';

export interface Lock {
  /** Lets others in; safe to call more than once. */
  release(): Promise<void>;
}

/** Not strict: a holder of whom a later version says more is no less a holder. */
const identitySchema = z.object({
  pid: z.int(),
  host: z.string(),
  start: z.string().nullable(),
  namespace: z.string().nullish(),
});

/**
 * Takes the folder, which is made if need be, until `release` or the end of this process.
 * @param what Says in messages what the folder is, e.g. "the run pong".
 * @throws A2pdError IN_USE when another process that still runs has it; FILE_UNAVAILABLE.
 */
export async function lockFolder(directory: string, what: string): Promise<Lock> {
  await makeFolder(directory);
  return lockFile(lockFileIn(directory), what);
}

/** Whether a process that still runs, or one of another machine, has the folder; false where nobody can be made out. */
export function isFolderLocked(directory: string): Promise<boolean> {
  return isHeld(lockFileIn(directory));
}

/**
 * Takes the place where an artefact will lie, by a file beside it: the artefact itself is replaced as a whole. The folder above
 * is made if need be. Throws as `lockFolder`.
 */
export async function lockArtefact(directory: string, what: string): Promise<Lock> {
  await makeFolder(dirname(resolve(directory)));
  return lockFile(lockFileBeside(directory), what);
}

/** As `isFolderLocked`, of the place where an artefact lies, or will. */
export function isArtefactLocked(directory: string): Promise<boolean> {
  return isHeld(lockFileBeside(directory));
}

/**
 * Removes the locks in a folder, and below it, of holders that cannot be seen from here: for who knows that they must be gone.
 * @returns How many there were.
 */
export async function removeUnseenLocks(directory: string): Promise<number> {
  const names = await readdir(directory, { recursive: true });
  const files = names.filter((name) => /^\.(.+\.)?lock$/.test(basename(name))).map((name) => join(directory, name));
  const unseen: string[] = [];
  for (const file of files) {
    const holder = holderIn((await contentsOf(file)) ?? '');
    if (holder && !canBeSeen(holder)) unseen.push(file);
  }
  for (const file of unseen) await rm(file, { force: true });
  return unseen.length;
}

/** The same as `lockFolder` by a file of any name, whose folder is there. */
export async function lockFile(file: string, what: string): Promise<Lock> {
  const own = `${file}.${process.pid}.${randomUUID()}`;
  const text = JSON.stringify(ownIdentity());
  try {
    await writeFile(own, text, { flag: 'wx' });
    await take(file, own, what);
  } catch (cause) {
    throw unwritable(file, cause);
  } finally {
    // A second name of the lock left behind does no harm: whether the folder is locked is decided already.
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

function lockFileIn(directory: string): string {
  return join(directory, '.lock');
}

function lockFileBeside(directory: string): string {
  const path = resolve(directory);
  return join(dirname(path), `.${basename(path)}.lock`);
}

async function isHeld(file: string): Promise<boolean> {
  const holder = holderIn((await contentsOf(file).catch(() => undefined)) ?? '');
  return holder !== undefined && isStillRunning(holder);
}

async function take(file: string, own: string, what: string): Promise<void> {
  while (!(await appears(own, file))) {
    const seen = await contentsOf(file);
    if (seen === undefined) continue;
    const holder = holderIn(seen);
    if (holder && isStillRunning(holder)) throw inUse(what, file, holder);
    await removeAbandoned(file, seen, own, what);
  }
}

/** A link, unlike an opened file, appears with its contents, and never over another. */
async function appears(own: string, file: string): Promise<boolean> {
  try {
    await link(own, file);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'EEXIST') return false;
    if (withoutLinks.includes(code)) throw noLinks(file, error);
    throw error;
  }
}

/** What file systems say that have no hard links, as exFAT and some shares. */
const withoutLinks: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

function noLinks(file: string, cause: unknown): A2pdError {
  const remedy = 'choose a folder on another file system';
  const message = `Cannot lock ${file}, because a lock is a hard link and there are none here; ${remedy}`;
  return new A2pdError('FILE_UNAVAILABLE', message, { path: file, remedy, cause });
}

/**
 * Under a lock of its own, one for each holder that is gone: two that remove at once would each take the other's new lock
 * for the old one. Who comes late finds other contents, and leaves them.
 */
async function removeAbandoned(file: string, seen: string, own: string, what: string): Promise<void> {
  const turn = `${file}.${createHash('sha256').update(seen).digest('hex').slice(0, 16)}`;
  await take(turn, own, what);
  try {
    if ((await contentsOf(file)) === seen) await rm(file, { force: true });
  } finally {
    await rm(turn, { force: true });
  }
}

/** Undefined where there is none. */
function contentsOf(file: string): Promise<string | undefined> {
  return readTextIfPresent(file, 'if no process is at work there, remove it', absentOnSharedFolder);
}

/** Undefined where the text is damaged, for example by a power cut. */
function holderIn(text: string): ProcessIdentity | undefined {
  try {
    return identitySchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function inUse(what: string, file: string, holder: ProcessIdentity): A2pdError {
  const { pid, host } = holder;
  if (canBeSeen(holder)) {
    const remedy = `wait for it, or stop it; if it is surely gone, remove ${file}`;
    return new A2pdError('IN_USE', `Process ${pid} on ${host} is at work in ${what}; ${remedy}`, { pid, host, remedy });
  }
  const isContainer = host === hostname();
  const where = isContainer ? `in another container on ${host}` : `on ${host}`;
  const example = isContainer ? ', as when this container was started anew' : '';
  const remedy = `wait for it, or stop it there; once it has surely ended${example}, remove ${file}`;
  const message = `Process ${pid} ${where}, which cannot be seen from here, has taken ${what}; ${remedy}`;
  return new A2pdError('IN_USE', message, { pid, host, remedy });
}

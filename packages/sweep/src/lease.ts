/**
 * Who works in a folder, said by a file in it, so that a job that is delivered twice is not done twice at the same time:
 * on one machine, or on several that share the folder. The holder writes to its file now and then; a file that no longer
 * changes, or whose process is gone, is taken over. Results do not rest on it (they are committed once whoever is first);
 * it saves work.
 */
import { randomUUID } from 'node:crypto';
import { type FileHandle, link, open, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  absentOnSharedFolder,
  isStillRunning,
  ownIdentity,
  type ProcessIdentity,
  readTextIfPresent,
} from '@a2pd/artefact';
import { throwIfAborted } from '@a2pd/core';

export interface Lease {
  /** Aborted when somebody else took the folder over, e.g. after this process was suspended for long. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

export interface LeaseOptions {
  /** After this long without a sign of life a holder counts as gone, or after what it said itself, if that is longer. */
  readonly staleMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Between two looks at somebody else's lease. */
  readonly pollMs?: number | undefined;
}

/**
 * Waits until the folder is free and takes it.
 * @throws A2pdError INTERRUPTED when the signal is aborted first, FILE_UNAVAILABLE for a lease that cannot be read.
 */
export async function acquireLease(file: string, options: LeaseOptions = {}): Promise<Lease> {
  const { staleMs = 30_000, pollMs = 200, signal } = options;
  let seen: string | undefined;
  let seenSinceMs = performance.now();
  for (;;) {
    throwIfAborted(signal);
    const handle = await create(file, staleMs);
    if (handle) return hold(file, handle, staleMs);
    const current = await readTextIfPresent(file, 'if nobody works there, remove it', absentOnSharedFolder);
    if (current === undefined) continue;
    if (current !== seen) {
      seen = current;
      seenSinceMs = performance.now();
    }
    const holder = parse(current);
    const patienceMs = Math.max(staleMs, holder?.staleMs ?? 0);
    if (isDead(holder) || performance.now() - seenSinceMs > patienceMs) await discard(file, current);
    else await sleep(pollMs);
  }
}

/** The new file, or undefined when there is one already. */
async function create(file: string, staleMs: number): Promise<FileHandle | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
  try {
    await signOfLife(handle, staleMs);
  } catch (error) {
    // Empty it would keep everybody waiting.
    await handle.close();
    await rm(file, { force: true });
    throw error;
  }
  return handle;
}

function hold(file: string, handle: FileHandle, staleMs: number): Lease {
  const lost = new AbortController();
  const renew = async () => {
    // Through the handle: should the file be somebody else's by now, theirs is not touched.
    await signOfLife(handle, staleMs);
    if (!(await isSameFile(file, handle))) lost.abort(new Error('another process took the folder over'));
  };
  let renewal = Promise.resolve();
  const timer = setInterval(() => {
    renewal = renewal.then(renew).catch((error) => lost.abort(error));
  }, staleMs / 5);
  return {
    lost: lost.signal,
    release: async () => {
      clearInterval(timer);
      await renewal;
      if (await isSameFile(file, handle)) await rm(file, { force: true });
      await handle.close();
    },
  };
}

async function signOfLife(handle: FileHandle, staleMs: number): Promise<void> {
  const holder: Holder = { ...ownIdentity(), staleMs };
  const text = JSON.stringify({ ...holder, sign: randomUUID() });
  await handle.write(text, 0);
  await handle.truncate(Buffer.byteLength(text));
}

async function isSameFile(file: string, handle: FileHandle): Promise<boolean> {
  const [named, held] = await Promise.all([stat(file).catch(() => undefined), handle.stat()]);
  return named?.ino === held.ino;
}

/**
 * Renamed first: of two that find it abandoned, one discards it. The slower one may catch the lease that the faster took
 * meanwhile, and gives it its name back: its holder's handle stays good.
 */
async function discard(file: string, seen: string): Promise<void> {
  const retired = `${file}.${randomUUID()}`;
  try {
    await rename(file, retired);
  } catch {
    // The other one was faster.
    return;
  }
  const contents = await readTextIfPresent(retired, 'remove it', absentOnSharedFolder).catch(() => undefined);
  if (contents !== undefined && contents !== seen) await link(retired, file).catch(() => undefined);
  await rm(retired, { force: true });
}

interface Holder extends ProcessIdentity {
  readonly staleMs: number;
}

function isDead(holder: Holder | undefined): boolean {
  return holder !== undefined && !isStillRunning(holder);
}

function parse(text: string): Holder | undefined {
  try {
    const { host, pid, start = null, namespace, staleMs = 0 } = JSON.parse(text);
    const isSound = typeof host === 'string' && Number.isSafeInteger(pid) && pid > 0;
    return isSound ? { host, pid, start, namespace, staleMs } : undefined;
  } catch {
    // Caught in the middle of being written.
    return undefined;
  }
}

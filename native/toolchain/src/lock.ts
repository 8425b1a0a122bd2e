import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Lock, lockFile } from '@a2pd/artefact';
import { A2pdError } from '@a2pd/core';
import type { Log } from './log.js';

const pollMs = 250;
const remindMs = 15_000;
/** A build takes minutes. Of a holder on another machine, or in another container, nobody can tell whether it still runs. */
const patienceMs = 30 * 60_000;

/**
 * Runs `work` while no other process runs work under the same file; waits for its turn, and says so. Throws IN_USE, whose
 * remedy names the file, when its turn does not come within `patience` milliseconds.
 */
export async function withLock<T>(file: string, log: Log, work: () => Promise<T>, patience = patienceMs): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const lock = await waitForLock(file, log, performance.now() + patience);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function waitForLock(file: string, log: Log, untilMs: number): Promise<Lock> {
  let remindAtMs = 0;
  for (;;) {
    try {
      return await lockFile(file, 'the same build');
    } catch (error) {
      if (!(error instanceof A2pdError && error.code === 'IN_USE')) throw error;
      if (performance.now() >= remindAtMs) {
        log(`Waiting: ${error.message}`);
        remindAtMs = performance.now() + remindMs;
      }
      if (performance.now() >= untilMs) throw error;
    }
    await sleep(pollMs);
  }
}

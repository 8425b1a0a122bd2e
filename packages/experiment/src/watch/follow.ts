/** Follows a run until it is finished, stopped or killed, or the watcher has seen enough. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isFolderLocked } from '@a2pd/artefact';
import { isArtefact, type RunFolder } from '../folders.js';
import { MetricsTail } from './metrics-tail.js';
import { type Curves, RunProgress, type RunState, type WatchedRun } from './run-progress.js';

export interface FollowOptions {
  readonly signal: AbortSignal;
  readonly pollMs: number;
  /** Called after each look, whether there is news or not. */
  readonly show: (state: WatchedRun, curves: Curves) => void;
}

/** The last state seen. @throws A2pdError FILE_UNAVAILABLE when the metrics are there but cannot be read. */
export async function followRun(folder: RunFolder, { signal, pollMs, show }: FollowOptions): Promise<WatchedRun> {
  const look = watcherOf(folder);
  for (;;) {
    const { state, curves } = await look();
    show(state, curves);
    const goesOn = state.status === 'waiting' || state.status === 'running';
    if (!goesOn || signal.aborted) return state;
    // An abort ends the sleep by rejecting it; the loop then looks once more.
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

/** A run as it is now. */
export async function lookAtRun(folder: RunFolder): Promise<WatchedRun> {
  return (await watcherOf(folder)()).state;
}

/** Looks at a training run again and again; each look reads only what is new. */
export function watcherOf(folder: RunFolder): () => Promise<{ state: WatchedRun; curves: Curves }> {
  const tail = new MetricsTail(folder.metrics);
  const progress = new RunProgress(folder.name);
  return async () => {
    // Before and after the log: a run that begins or ends just now is in its folder at one of them.
    const wasAtWork = await isFolderLocked(folder.path);
    const read = await tail.read();
    const isAtWork = wasAtWork || (await isFolderLocked(folder.path));
    if (read) progress.add(read);
    const state = progress.state(Date.now());
    const status = await statusOf(state, folder, isAtWork);
    return { state: { ...state, status, hasCheckpoint: await hasCheckpoint(folder) }, curves: progress.curves };
  };
}

/** What the log alone cannot tell. */
async function statusOf({ status }: RunState, folder: RunFolder, isAtWork: boolean): Promise<RunState['status']> {
  // Training writes its log before all else: what there is without a log was made with a teacher from elsewhere.
  if (status === 'waiting' && !isAtWork && (await hasArtefacts(folder))) return 'untrained';
  return status === 'running' && !isAtWork ? 'killed' : status;
}

async function hasArtefacts({ path }: RunFolder): Promise<boolean> {
  return (await readdir(path).catch(() => [])).some((name) => isArtefact(join(path, name)));
}

async function hasCheckpoint({ training }: RunFolder): Promise<boolean> {
  return (await readdir(training).catch(() => [])).some((name) => name.startsWith('checkpoint-'));
}

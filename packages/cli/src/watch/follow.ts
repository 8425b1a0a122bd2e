/** Follows a run until it is finished or stopped, or the watcher has seen enough. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunFolder } from '../run-folder.js';
import { MetricsTail } from './metrics-tail.js';
import { type Curves, RunProgress, type RunState } from './run-progress.js';

export interface FollowOptions {
  readonly signal: AbortSignal;
  readonly pollMs: number;
  /** Called after each look, whether there is news or not. */
  readonly show: (state: RunState, curves: Curves) => void;
}

/** The last state seen. @throws A2pdError FILE_UNAVAILABLE when the metrics are there but cannot be read. */
export async function followRun(folder: RunFolder, { signal, pollMs, show }: FollowOptions): Promise<RunState> {
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
export async function lookAtRun(folder: RunFolder): Promise<RunState> {
  return (await watcherOf(folder)()).state;
}

function watcherOf(folder: RunFolder): () => Promise<{ state: RunState; curves: Curves }> {
  const tail = new MetricsTail(folder.metrics);
  const progress = new RunProgress(folder.name);
  return async () => {
    const read = await tail.read();
    if (read) progress.add(read);
    const state = progress.state(Date.now());
    const status = state.status === 'waiting' && hasTeacher(folder) ? 'untrained' : state.status;
    return { state: { ...state, status }, curves: progress.curves };
  };
}

/** Training writes its log before its teacher: one without a log came from elsewhere. */
function hasTeacher({ teacher }: RunFolder): boolean {
  return existsSync(join(teacher, 'manifest.json'));
}

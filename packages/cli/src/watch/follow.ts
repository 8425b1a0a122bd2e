/** Follows a run until it is finished or the watcher has seen enough. */
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
  const tail = new MetricsTail(folder.metrics);
  const progress = new RunProgress(folder.name);
  for (;;) {
    const read = await tail.read();
    if (read) progress.add(read);
    const state = progress.state(Date.now());
    show(state, progress.curves);
    if (state.status === 'finished' || signal.aborted) return state;
    // An abort ends the sleep by rejecting it; the loop then looks once more.
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

/** A run as it is now. */
export async function lookAtRun(folder: RunFolder): Promise<RunState> {
  const progress = new RunProgress(folder.name);
  const read = await new MetricsTail(folder.metrics).read();
  if (read) progress.add(read);
  return progress.state(Date.now());
}

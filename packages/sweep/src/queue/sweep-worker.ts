/**
 * The side that works: takes jobs from the queue and does each in child processes, so that this process is always free to
 * renew its locks. A worker that dies loses its lock, and the job goes to another, which continues it.
 */
import { setMaxListeners } from 'node:events';
import { A2pdError } from '@a2pd/core';
import { type Job, WaitingError, Worker } from 'bullmq';
import { parseJob, type SweepJob } from '../job.js';
import { type JobSetting, type Performed, performJob } from '../perform-job.js';
import { connectionOf, queueName, requireBroker } from './connection.js';

export interface SweepWorkerOptions {
  readonly setting: JobSetting;
  /** Jobs at a time. */
  readonly concurrency: number;
  /** Asks the worker to stop: what it is at goes back to the queue. */
  readonly signal: AbortSignal;
  /** After this long without renewal a worker's job goes to another. */
  readonly lockMs?: number;
  readonly prefix?: string;
  readonly onBegin?: (job: SweepJob) => void;
  readonly onFinished?: (job: SweepJob, outcome: Performed | Error) => void;
  readonly onProblem?: (message: string) => void;
}

/** Works until the signal is aborted. @throws A2pdError INVALID_ARGUMENT or TOOL_UNAVAILABLE. */
export async function runSweepWorker(address: string, options: SweepWorkerOptions): Promise<void> {
  const { concurrency, signal, lockMs = 30_000, prefix = 'a2pd', onProblem } = options;
  await requireBroker(address);
  // Every job listens to it.
  setMaxListeners(0, signal);
  const worker = new Worker(queueName, (job, token) => perform(job, token, options), {
    connection: connectionOf(address),
    prefix,
    concurrency,
    lockDuration: lockMs,
    stalledInterval: lockMs,
    // Workers may die as often as they like: a job that cannot be done fails by its child's exit status.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    autorun: false,
  });
  worker.on('error', (error) => onProblem?.(error.message));
  const stop = () => void worker.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.all([worker.waitUntilReady(), signal.aborted ? undefined : worker.run()]);
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.close();
  }
}

async function perform(
  delivered: Job,
  token: string | undefined,
  { setting, signal, onBegin, onFinished }: SweepWorkerOptions,
): Promise<Performed> {
  // What the queue holds may be of another version, or not ours at all.
  const job = parseJob(delivered.data);
  onBegin?.(job);
  try {
    const outcome = await performJob(job, setting, { signal });
    onFinished?.(job, outcome);
    return outcome;
  } catch (error) {
    if (error instanceof A2pdError && error.code === 'INTERRUPTED' && token !== undefined) {
      await delivered.moveToWait(token);
      throw new WaitingError();
    }
    onFinished?.(job, error instanceof Error ? error : new A2pdError('JOB_FAILED', String(error)));
    throw error;
  }
}

/**
 * The side that works: takes jobs from the queue and does each in child processes, so that this process is always free to
 * renew its locks. A worker that dies loses its lock, and the job goes to another, which continues it.
 */
import { once, setMaxListeners } from 'node:events';
import { A2pdError, type OptionNames, requireKnownOptions } from '@a2pd/core';
import { type Job, WaitingError, Worker } from 'bullmq';
import { parseJob, type SweepJob } from '../job.js';
import { type JobSetting, type Performed, performJob } from '../perform-job.js';
import { askBroker, connectionOf, queueName, requireBroker, watchBroker } from './connection.js';
import { setAsideForeign } from './foreign-entries.js';

export interface SweepWorkerOptions {
  readonly setting: JobSetting;
  /** Jobs at a time. */
  readonly concurrency: number;
  /** Asks the worker to stop: what it is at goes back to the queue. */
  readonly signal: AbortSignal;
  /** After this long without renewal a worker's job goes to another. */
  readonly lockMs?: number | undefined;
  readonly prefix?: string | undefined;
  readonly onBegin?: ((job: SweepJob) => void) | undefined;
  readonly onFinished?: ((job: SweepJob, outcome: Performed | Error) => void) | undefined;
  /** Called with the name of an entry that is no job of ours, nor one of anybody else's that can be read. */
  readonly onForeign?: ((name: string) => void) | undefined;
  readonly onProblem?: ((message: string) => void) | undefined;
}

const optionNames: OptionNames<SweepWorkerOptions> = {
  setting: true,
  concurrency: true,
  signal: true,
  lockMs: true,
  prefix: true,
  onBegin: true,
  onFinished: true,
  onForeign: true,
  onProblem: true,
};

/** Works until the signal is aborted. @throws A2pdError INVALID_ARGUMENT or TOOL_UNAVAILABLE. */
export async function runSweepWorker(address: string, options: SweepWorkerOptions): Promise<void> {
  requireKnownOptions(options, optionNames);
  const { concurrency, signal, lockMs = 30_000, prefix = 'a2pd', onProblem } = options;
  if (signal.aborted) return;
  await requireBroker(address, signal);
  // Every job listens to it.
  setMaxListeners(0, signal);
  const running = new Set<Promise<Performed>>();
  const perform = (delivered: Job, token: string | undefined) => {
    const performed = performDelivered(delivered, token, address, options);
    running.add(performed);
    return performed.finally(() => running.delete(performed));
  };
  const worker = new Worker(queueName, perform, {
    connection: connectionOf(address, signal),
    prefix,
    concurrency,
    lockDuration: lockMs,
    stalledInterval: lockMs,
    // Workers may die as often as they like: a job that cannot be done fails by its child's exit status.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    autorun: false,
  });
  worker.on('error', async (error) => {
    if (signal.aborted) return;
    const foreign = await setAsideForeign(address, prefix).catch(() => []);
    for (const name of foreign) options.onForeign?.(name);
    if (foreign.length === 0) onProblem?.(error.message);
  });
  const watch = watchBroker(address, onProblem);
  const stopped = once(signal, 'abort').then(async () => {
    const isBrokerThere = (await askBroker(address)) === 'answers';
    // BullMQ's polite way to stop would wait for the broker as well.
    if (!isBrokerThere) await Promise.allSettled(running);
    await worker.close(!isBrokerThere);
  });
  try {
    await Promise.race([Promise.all([worker.waitUntilReady(), worker.run()]), stopped]);
  } finally {
    watch.end();
    await (signal.aborted ? stopped : worker.close());
  }
}

async function performDelivered(
  delivered: Job,
  token: string | undefined,
  address: string,
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
      // Where the broker does not hear of it, the job's lock expires.
      if ((await askBroker(address)) === 'answers') await delivered.moveToWait(token).catch(() => undefined);
      throw new WaitingError();
    }
    onFinished?.(job, error instanceof Error ? error : new A2pdError('JOB_FAILED', String(error)));
    throw error;
  }
}

/** Runs the jobs of a plan, so many at a time, preparations before what waits for them; a failure stops nothing else. */
import { setMaxListeners } from 'node:events';
import { A2pdError, type OptionNames, type ProgressListener, requireKnownOptions } from '@a2pd/core';
import type { SweepJob } from './job.js';
import type { Performed } from './perform-job.js';
import { neededBy, type SweepPlan } from './plan.js';

export type JobOutcome =
  | { readonly job: SweepJob; readonly status: 'done' | 'found'; readonly seconds: number }
  | { readonly job: SweepJob; readonly status: 'failed'; readonly error: unknown };

export interface RunJobsOptions {
  readonly perform: (job: SweepJob) => Promise<Performed>;
  /** Jobs at a time. */
  readonly concurrency: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
  readonly onFinished?: ((outcome: JobOutcome) => void) | undefined;
}

const optionNames: OptionNames<RunJobsOptions> = {
  perform: true,
  concurrency: true,
  signal: true,
  onProgress: true,
  onFinished: true,
};

/**
 * The outcome of every job, in the order of the plan.
 * @throws A2pdError INTERRUPTED once everything has stopped, when the signal was aborted.
 */
export async function runJobs(plan: SweepPlan, options: RunJobsOptions): Promise<JobOutcome[]> {
  requireKnownOptions(options, optionNames);
  const { perform, concurrency, signal, onProgress, onFinished } = options;
  // Every job listens, and there may be hundreds.
  if (signal) setMaxListeners(0, signal);
  const jobs: readonly SweepJob[] = [...plan.preparations, ...plan.points];
  const slots = new Slots(concurrency);
  const outcomes = new Map<string, Promise<JobOutcome>>();
  const count = { completed: 0, running: 0, failed: 0 };
  const report = () => {
    const { completed, ...figures } = count;
    onProgress?.({ stage: 'sweep', completed, total: jobs.length, unit: 'jobs', figures });
  };
  const begin = async (job: SweepJob): Promise<JobOutcome> => {
    if (signal?.aborted) return { job, status: 'failed', error: stopped(signal) };
    const beganAtMs = performance.now();
    count.running++;
    report();
    try {
      const status = await perform(job);
      return { job, status, seconds: (performance.now() - beganAtMs) / 1000 };
    } catch (error) {
      return { job, status: 'failed', error };
    } finally {
      count.running--;
    }
  };
  const finish = async (job: SweepJob): Promise<JobOutcome> => {
    const needed = await outcomes.get(neededBy(job) ?? '');
    const outcome: JobOutcome =
      needed?.status === 'failed'
        ? { job, status: 'failed', error: unprepared(needed.job) }
        : await slots.use(() => begin(job));
    if (outcome.status === 'failed') count.failed++;
    else count.completed++;
    report();
    onFinished?.(outcome);
    return outcome;
  };
  report();
  for (const job of jobs) outcomes.set(job.key, finish(job));
  const all = await Promise.all(outcomes.values());
  if (signal?.aborted) throw stopped(signal, all.filter(({ status }) => status !== 'failed').length, jobs.length);
  return all;
}

/** So many at a time, first come, first served. */
class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}

function unprepared({ name }: SweepJob): A2pdError {
  return new A2pdError('JOB_FAILED', `What it starts from (${name}) could not be made`, { job: name });
}

function stopped(signal: AbortSignal, done?: number, of?: number): A2pdError {
  const where = done === undefined ? '' : ` with ${done} of ${of} jobs done`;
  const remedy = 'run the same command again to continue';
  return new A2pdError('INTERRUPTED', `Stopped on request${where}; ${remedy}`, { remedy, cause: signal.reason });
}

/** A whole sweep: its jobs on this machine or on the queue's, then its table. */
import { join } from 'node:path';
import { requireWritable } from '@a2pd/artefact';
import { breathe, formatDuration, messageOf } from '@a2pd/core';
import {
  collectTable,
  type Grid,
  type JobOutcome,
  type JobSetting,
  jobFolder,
  performJob,
  readResult,
  recordPlan,
  runJobs,
  type SweepFolder,
  type SweepPlan,
  SweepQueue,
  tableToMarkdown,
  writeTable,
} from '@a2pd/sweep';
import type { JobContext } from '../run/context.js';
import { describeJob } from './describe-job.js';
import { RemainingTime } from './remaining-time.js';

export interface SweepOptions {
  /** How this machine does a job, and where sweeps are kept. */
  readonly setting: JobSetting;
  /** Jobs at a time on this machine. */
  readonly jobs: number;
  /** Address of the Redis whose workers do the jobs, instead of this machine. */
  readonly queue?: string | undefined;
}

export interface Swept {
  /** Folder of the table. */
  readonly table: string;
  readonly tableText: string;
  readonly rows: unknown;
  readonly outcomes: readonly JobOutcome[];
}

/**
 * Does what is left of a plan, and writes the table of what came out.
 * @param plan Of the same grid, by `planFeasible`.
 * @throws A2pdError INTERRUPTED when stopped; failures of jobs are in the outcomes.
 */
export async function runSweep(
  grid: Grid,
  plan: SweepPlan,
  options: SweepOptions,
  context: JobContext,
): Promise<Swept> {
  const { setting } = options;
  const { folder } = setting;
  const table = join(folder.tables, grid.name);
  await requireWritable(table, { kind: 'sweep-table' });
  await recordPlan(folder, grid.name, plan);
  const done = await doneAlready(plan, folder, context.signal);
  const total = plan.preparations.length + plan.points.length;
  if (done.size > 0) context.say(`${done.size} of ${total} jobs are done already.`);
  const queue = options.queue === undefined ? undefined : await openQueue(options.queue, folder, context);
  const remaining = new RemainingTime(total - done.size);
  try {
    if (queue && done.size < total) await noticeNoWorkers(queue, context);
    const outcomes = await runJobs(plan, {
      perform: async (job) => {
        if (done.has(job.key)) return 'found';
        if (queue) return queue.perform(job);
        context.say(`${describeJob(job)}: begun; log ${jobFolder(folder, job).log}`);
        return performJob(job, setting, { signal: context.signal });
      },
      concurrency: queue ? Number.POSITIVE_INFINITY : options.jobs,
      signal: context.signal,
      onProgress: context.onProgress,
      onFinished: (outcome) => {
        if (done.has(outcome.job.key) || context.signal.aborted) return;
        remaining.jobFinished();
        context.say(`${describeOutcome(outcome)} (${remaining.describe()})`);
      },
    });
    const record = await collectTable(grid, plan, folder, outcomes);
    await writeTable(table, record);
    return { table, tableText: tableToMarkdown(record.table), rows: record.table.rows, outcomes };
  } finally {
    await queue?.close();
  }
}

/** Keys of the jobs whose results are committed. @throws A2pdError INTERRUPTED. */
export async function doneAlready(plan: SweepPlan, folder: SweepFolder, signal?: AbortSignal): Promise<Set<string>> {
  const done = new Set<string>();
  for (const job of [...plan.preparations, ...plan.points]) {
    await breathe(signal);
    if (await readResult(jobFolder(folder, job).result, job)) done.add(job.key);
  }
  return done;
}

async function openQueue(address: string, folder: SweepFolder, context: JobContext): Promise<SweepQueue> {
  return SweepQueue.open(address, { folder, signal: context.signal, onProblem: tellQueueProblems(context) });
}

/** Says each problem of a queue when it comes up, not again at every attempt to reach the broker. */
export function tellQueueProblems({ say }: JobContext): (message: string) => void {
  let lastProblem: string | undefined;
  return (message) => {
    if (message !== lastProblem) say(`The queue: ${message}; waiting for it`);
    lastProblem = message;
  };
}

async function noticeNoWorkers(queue: SweepQueue, { say }: JobContext): Promise<void> {
  // A broker need not tell who listens.
  const workers = await queue.numWorkers().catch(() => undefined);
  if (workers !== 0) return;
  say('No worker listens to the queue yet: start some, with the same queue and the same folder of runs.');
}

function describeOutcome(outcome: JobOutcome): string {
  const what = describeJob(outcome.job);
  if (outcome.status !== 'failed') return `${what}: done in ${formatDuration(outcome.seconds)}`;
  const { error } = outcome;
  return `${what}: FAILED: ${messageOf(error)}`;
}

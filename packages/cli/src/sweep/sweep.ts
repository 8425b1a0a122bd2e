/** A whole sweep: its jobs on this machine or on the queue's, then its table. */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireWritable } from '@a2pd/artefact';
import { formatDuration, messageOf } from '@a2pd/core';
import { type JobContext, pluginsOf } from '@a2pd/experiment';
import {
  collectTable,
  type Grid,
  type JobOutcome,
  type JobSetting,
  jobFolder,
  lookUpRun,
  performJob,
  planSweep,
  readResult,
  recordPlan,
  requirePlausibleSize,
  runJobs,
  type SweepFolder,
  type SweepPlan,
  SweepQueue,
  tableToMarkdown,
  writeTable,
} from '@a2pd/sweep';
import { commandLine } from '../command-line.js';
import { requireFeasible, requireGames, requireNames } from './check-jobs.js';
import { describeJob } from './sweep-list.js';
import { sweepStages } from './sweep-stages.js';

export interface SweepOptions {
  /** Jobs at a time on this machine. */
  readonly jobs: number;
  /** TensorFlow's threads in each child; its own choice when absent. */
  readonly threads?: number | undefined;
  /** Address of the Redis whose workers do the jobs, instead of this machine. */
  readonly queue?: string;
  /** The user said that a large grid is meant. */
  readonly isLargeMeant?: boolean;
}

export interface Swept {
  /** Folder of the table. */
  readonly table: string;
  readonly tableText: string;
  readonly rows: unknown;
  readonly outcomes: readonly JobOutcome[];
}

/** @throws A2pdError UNKNOWN_GAME, FILE_UNAVAILABLE for what a run lacks, INVALID_CONFIG for what no job could do. */
export async function planOf(grid: Grid, folder: SweepFolder, isLargeMeant = false): Promise<SweepPlan> {
  requirePlausibleSize(grid, isLargeMeant);
  requireGames(grid);
  requireNames(grid);
  const runs = folder.runs === resolve('runs') ? 'runs' : folder.runs;
  const plan = await planSweep(
    grid,
    (run, game) => lookUpRun(folder, run, game),
    (command, options) => commandLine(command, { ...options, runs }),
    pluginsOf,
  );
  requireFeasible(grid, plan);
  return plan;
}

/** How this machine does jobs: each stage the real command, in a child process. */
export function jobSetting(folder: SweepFolder, threads: number | undefined): JobSetting {
  const main = fileURLToPath(new URL('../main.js', import.meta.url));
  return {
    folder,
    stagesOf: sweepStages(folder),
    program: [process.execPath, main],
    ...(threads ? { environment: { TF_NUM_INTRAOP_THREADS: String(threads) } } : {}),
  };
}

/** @throws A2pdError INTERRUPTED when stopped; failures of jobs are in the outcomes. */
export async function runSweep(
  grid: Grid,
  folder: SweepFolder,
  options: SweepOptions,
  context: JobContext,
): Promise<Swept> {
  const plan = await planOf(grid, folder, options.isLargeMeant);
  const table = join(folder.tables, grid.name);
  await requireWritable(table, { kind: 'sweep-table' });
  await recordPlan(folder, grid.name, plan);
  const done = await doneAlready(plan, folder);
  const total = plan.preparations.length + plan.points.length;
  if (done.size > 0) context.say(`${done.size} of ${total} jobs are done already.`);
  const queue = options.queue === undefined ? undefined : await openQueue(options.queue, folder, context);
  const setting = jobSetting(folder, options.threads);
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

/** Keys of the jobs whose results are committed. */
export async function doneAlready(plan: SweepPlan, folder: SweepFolder): Promise<Set<string>> {
  const done = new Set<string>();
  for (const job of [...plan.preparations, ...plan.points]) {
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
  say('No worker listens to the queue yet: start some with a2pd sweep --worker and the same --queue and --runs.');
}

function describeOutcome(outcome: JobOutcome): string {
  const what = describeJob(outcome.job);
  if (outcome.status !== 'failed') return `${what}: done in ${formatDuration(outcome.seconds)}`;
  const { error } = outcome;
  return `${what}: FAILED: ${messageOf(error)}`;
}

/** Jobs differ little from one another: those that are left take as long as those that are done. */
class RemainingTime {
  readonly #jobs: number;
  readonly #beganAtMs = performance.now();
  #finished = 0;

  constructor(jobs: number) {
    this.#jobs = jobs;
  }

  jobFinished(): void {
    this.#finished++;
  }

  /** "3 of 12 jobs, 27m10s left". */
  describe(): string {
    const secondsEach = (performance.now() - this.#beganAtMs) / 1000 / this.#finished;
    const left = formatDuration((this.#jobs - this.#finished) * secondsEach);
    return `${this.#finished} of ${this.#jobs} jobs, ${left} left`;
  }
}

/** `a2pd sweep`: every point of a grid, on this machine or on several, and one table of what came out. */
import { availableParallelism } from 'node:os';
import { expectationError, messageOf, quoted } from '@a2pd/core';
import {
  describeJob,
  describeJobs,
  doneAlready,
  listJobs,
  planFeasible,
  runSweep,
  tellQueueProblems,
} from '@a2pd/experiment/sweep';
import { readGridFile, runSweepWorker, type SayCommand, sweepFolder } from '@a2pd/sweep';
import { type Command, Option } from 'commander';
import { commandLine } from '../command-line.js';
import { runJob } from '../job.js';
import { integer, jsonOption, runsOption } from '../options.js';
import { jobSetting } from '../sweep/job-setting.js';
import { exitStatus } from '../terminal/failure.js';

interface SweepCommandOptions {
  readonly runs: string;
  readonly jobs: number;
  readonly threads?: number;
  readonly queue?: string;
  readonly worker?: boolean;
  readonly lockSeconds: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function configure(command: Command): Command {
  return command
    .argument('[grid]', 'grid file, YAML or JSON; docs/sweeps.md describes it')
    .addOption(runsOption())
    .addOption(
      new Option('--jobs <n>', 'jobs at a time on this machine')
        .default(Math.max(1, Math.floor(availableParallelism() / 2)))
        .argParser(integer(1, 1024)),
    )
    .addOption(
      new Option(
        '--threads <n>',
        "TensorFlow's threads in each job; the cores divided by --jobs when absent",
      ).argParser(integer(1, 1024)),
    )
    .addOption(
      new Option('--queue <address>', 'a Redis: the jobs go to its workers, e.g. redis://host:6379').env('A2PD_QUEUE'),
    )
    .addOption(
      new Option('--worker', 'work for --queue until stopped, instead of asking for a grid').conflicts([
        'dryRun',
        'yes',
      ]),
    )
    .addOption(
      new Option('--lock-seconds <n>', "how long a worker's job waits for a sign of life before another takes it")
        .default(30)
        .argParser(integer(2, 3600)),
    )
    .addOption(new Option('--yes', 'a grid of more than 1,000 points is meant; there may be 100,000'))
    .addOption(new Option('--dry-run', 'list the jobs and how far each is; do nothing'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
A grid has the keys name, from or train, collect, undefended, axes, distill, defend and evaluate; docs/sweeps.md lists
what each may hold.
What no job could do is refused before the first one begins, by --dry-run too.

Examples:
  $ a2pd sweep docs/examples/figures-4-and-5.yaml --dry-run
  $ a2pd sweep docs/examples/figures-4-and-5.yaml --jobs 4
  $ a2pd sweep grid.yaml --queue redis://broker:6379 --runs /shared/runs
  $ a2pd sweep --worker --queue redis://broker:6379 --runs /shared/runs     on each machine

Stopped or killed, the same command continues: what is finished is not done again. A password for the queue goes
into the environment: A2PD_QUEUE=redis://user:password@broker:6379.`,
    )
    .action(async (gridFile: string | undefined, options: SweepCommandOptions) => {
      if (options.worker) await work(gridFile, options);
      else await sweep(gridFile, options, typedAgain(command, gridFile));
    });
}

async function sweep(gridFile: string | undefined, options: SweepCommandOptions, again: string): Promise<void> {
  if (gridFile === undefined) {
    const remedy = 'e.g. a2pd sweep docs/examples/figures-4-and-5.yaml';
    throw expectationError('INVALID_ARGUMENT', 'a grid file', gridFile, remedy);
  }
  const grid = await readGridFile(gridFile);
  const folder = sweepFolder(options.runs);
  await runJob(options, async (context) => {
    const sayCommand: SayCommand = (command, what) => commandLine(command, { ...what, runs: options.runs });
    const { signal } = context;
    const plan = await planFeasible(grid, folder, { sayCommand, isLargeMeant: options.yes, signal });
    if (options.dryRun) {
      const jobs = await listJobs(plan, await doneAlready(plan, folder, signal), jobSetting(folder), signal);
      return { json: { jobs }, text: describeJobs(jobs), next: again };
    }
    const { jobs, queue } = options;
    const swept = await runSweep(grid, plan, { setting: jobSetting(folder, threadsOf(options)), jobs, queue }, context);
    const failures = swept.outcomes.flatMap((outcome) =>
      outcome.status === 'failed' ? [{ job: describeJob(outcome.job), error: messageOf(outcome.error) }] : [],
    );
    if (failures.length > 0) process.exitCode = exitStatus.failed;
    const failed = failures.map(({ job, error }) => `\n  ${job}: ${error}`).join('');
    return {
      json: { table: swept.table, rows: swept.rows, failures },
      text:
        `${swept.tableText}\n\nTable: ${swept.table}` +
        (failures.length > 0 ? `\n\n${failures.length} of ${swept.outcomes.length} jobs FAILED:${failed}` : ''),
      next: failures.length > 0 ? again : undefined,
    };
  });
}

async function work(gridFile: string | undefined, options: SweepCommandOptions): Promise<void> {
  const { queue, jobs, lockSeconds } = options;
  if (queue === undefined) {
    throw expectationError('INVALID_ARGUMENT', '--queue beside --worker', queue, 'e.g. --queue redis://localhost:6379');
  }
  if (gridFile !== undefined) {
    throw expectationError('INVALID_ARGUMENT', 'no grid beside --worker', gridFile, 'start the grid without --worker');
  }
  await runJob(options, async (context) => {
    const { signal, say } = context;
    const count = { done: 0, failed: 0, setAside: 0 };
    say(`Working for the queue, ${jobs} ${jobs === 1 ? 'job' : 'jobs'} at a time; Ctrl-C stops.`);
    await runSweepWorker(queue, {
      setting: { ...jobSetting(sweepFolder(options.runs), threadsOf(options)), leaseStaleMs: lockSeconds * 1000 },
      concurrency: jobs,
      signal,
      lockMs: lockSeconds * 1000,
      onBegin: (job) => say(`${describeJob(job)}: begun`),
      onFinished: (job, outcome) => {
        if (outcome instanceof Error) count.failed++;
        else count.done++;
        say(`${describeJob(job)}: ${outcome instanceof Error ? `FAILED: ${outcome.message}` : outcome}`);
      },
      onForeign: (name) => {
        count.setAside++;
        say(`Set aside: ${JSON.stringify(name)}, an entry of the queue that is no job of a sweep`);
      },
      onProblem: tellQueueProblems(context),
    });
    // That is how it is meant to end.
    return { json: count, text: `Stopped after ${count.done} jobs (${count.failed} failed).`, isInterrupted: false };
  });
}

/** The same sweep, begun or continued. An address with its password is not repeated. */
function typedAgain(command: Command, gridFile = ''): string {
  const typed = Object.entries(command.opts<SweepCommandOptions>()).filter(
    ([name, value]) =>
      command.getOptionValueSource(name) === 'cli' && !notTypedAgain.includes(name) && !hasPassword(name, value),
  );
  return commandLine(`sweep ${quoted(gridFile)}`, Object.fromEntries(typed));
}

function hasPassword(name: string, value: unknown): boolean {
  return name === 'queue' && URL.canParse(String(value)) && new URL(String(value)).password !== '';
}

const notTypedAgain = ['dryRun', 'json', 'worker', 'lockSeconds'];

/** As many jobs as share the cores; a single job keeps TensorFlow's own choice. */
function threadsOf({ jobs, threads }: SweepCommandOptions): number | undefined {
  if (threads !== undefined || jobs === 1) return threads;
  return Math.max(1, Math.floor(availableParallelism() / jobs));
}

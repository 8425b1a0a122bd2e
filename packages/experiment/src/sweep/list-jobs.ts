/** How the jobs of a sweep are listed before they are run. */
import { existsSync } from 'node:fs';
import { breathe, quoted } from '@a2pd/core';
import { type JobFolder, type JobSetting, jobFolder, type SweepPlan } from '@a2pd/sweep';
import { describeJob } from './describe-job.js';

export interface ListedJob {
  readonly key: string;
  readonly name: string;
  readonly what: string;
  readonly state: 'done' | 'begun' | 'to do';
  /** What is run, as one would type it. */
  readonly commands: readonly string[];
}

/** Preparations first, then the points in the order of the grid. @throws A2pdError INTERRUPTED. */
export async function listJobs(
  plan: SweepPlan,
  done: ReadonlySet<string>,
  setting: JobSetting,
  signal?: AbortSignal,
): Promise<ListedJob[]> {
  const listed: ListedJob[] = [];
  for (const job of [...plan.preparations, ...plan.points]) {
    await breathe(signal);
    const own = jobFolder(setting.folder, job);
    const stages = await setting.stagesOf(job, own);
    listed.push({
      key: job.key,
      name: job.name,
      what: describeJob(job),
      state: done.has(job.key) ? 'done' : stateOf(own),
      commands: stages.map(({ args }) => ['a2pd', ...args].map(quoted).join(' ')),
    });
  }
  return listed;
}

/** A line each, and how many are left. */
export function describeJobs(jobs: readonly ListedJob[]): string {
  const lines = jobs.map(({ state, key, what }) => `${state.padEnd(5)}  ${key.slice(0, 16)}  ${what}`);
  const toDo = jobs.filter(({ state }) => state !== 'done').length;
  return `${lines.join('\n')}\n\n${jobs.length} jobs, ${toDo} of them to be done.`;
}

function stateOf({ path }: JobFolder): 'begun' | 'to do' {
  return existsSync(path) ? 'begun' : 'to do';
}

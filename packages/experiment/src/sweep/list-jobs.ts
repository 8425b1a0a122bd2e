/** How the jobs of a sweep are listed before they are run. */
import { existsSync } from 'node:fs';
import { breathe } from '@a2pd/core';
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
      commands: stages.map(({ args }) => `a2pd ${args.join(' ')}`),
    });
  }
  return listed;
}

function stateOf({ path }: JobFolder): 'begun' | 'to do' {
  return existsSync(path) ? 'begun' : 'to do';
}

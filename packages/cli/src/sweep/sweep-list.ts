/** How the jobs of a sweep are listed before they are run. */
import { existsSync } from 'node:fs';
import { describeJob } from '@a2pd/experiment/sweep';
import { type JobFolder, type JobSetting, jobFolder, type SweepJob, type SweepPlan } from '@a2pd/sweep';

export interface ListedJob {
  readonly key: string;
  readonly name: string;
  readonly what: string;
  readonly state: 'done' | 'begun' | 'to do';
  /** What is run, as one would type it. */
  readonly commands: readonly string[];
}

/** Preparations first, then the points in the order of the grid. */
export async function listJobs(plan: SweepPlan, done: ReadonlySet<string>, setting: JobSetting): Promise<ListedJob[]> {
  const jobs: readonly SweepJob[] = [...plan.preparations, ...plan.points];
  return Promise.all(
    jobs.map(async (job) => {
      const own = jobFolder(setting.folder, job);
      const stages = await setting.stagesOf(job, own);
      return {
        key: job.key,
        name: job.name,
        what: describeJob(job),
        state: done.has(job.key) ? 'done' : stateOf(own),
        commands: stages.map(({ args }) => `a2pd ${args.join(' ')}`),
      };
    }),
  );
}

function stateOf({ path }: JobFolder): 'begun' | 'to do' {
  return existsSync(path) ? 'begun' : 'to do';
}

/** What a sweep is about to do, left for whoever watches it from outside. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, ownIdentity, readRegularText, writeFileAtomically } from '@a2pd/artefact';
import { z } from 'zod';
import type { SweepPlan } from './plan.js';
import type { SweepFolder } from './sweep-folder.js';

const planRecordSchema = z.object({
  name: z.string(),
  /** Names of all jobs. */
  jobs: z.array(z.string()),
  /** In milliseconds since 1970. */
  beganAtMs: z.number(),
  /** Who asks for it. */
  asker: z.object({ pid: z.int(), host: z.string(), start: z.string().nullable(), namespace: z.string().nullish() }),
});

export type PlanRecord = z.output<typeof planRecordSchema>;

/** Written over by the next sweep of a grid of this name. @throws A2pdError FILE_UNAVAILABLE. */
export async function recordPlan(folder: SweepFolder, name: string, plan: SweepPlan): Promise<void> {
  const record: PlanRecord = {
    name,
    jobs: [...plan.preparations, ...plan.points].map((job) => job.name),
    beganAtMs: Date.now(),
    asker: ownIdentity(),
  };
  await makeFolder(folder.plans);
  await writeFileAtomically(join(folder.plans, `${name}.json`), JSON.stringify(record));
}

/** All plans that were left; one that cannot be read is passed over. */
export async function readPlanRecords({ plans }: SweepFolder): Promise<PlanRecord[]> {
  const files = (await readdir(plans).catch(() => [])).filter((name) => /^[^.].*\.json$/.test(name)).sort();
  const records = await Promise.all(files.map((name) => readRecord(join(plans, name))));
  return records.flatMap((record) => record ?? []);
}

async function readRecord(file: string): Promise<PlanRecord | undefined> {
  try {
    return planRecordSchema.parse(JSON.parse(await readRegularText(file)));
  } catch {
    return undefined;
  }
}

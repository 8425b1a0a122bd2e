import { rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { performJob } from './perform-job.js';
import { recordPlan } from './plan-record.js';
import type { SweepFolder } from './sweep-folder.js';
import { SweepsWatch } from './sweeps-watch.js';
import { planOfSeeds, settingOf, temporaryRuns } from './testing/setting.js';

let folder: SweepFolder;
beforeEach(async () => {
  folder = await temporaryRuns();
});
afterEach(() => rm(folder.runs, { recursive: true }));

it('sees how far a sweep is, and who is done', async () => {
  const watch = new SweepsWatch(folder.runs);
  expect(await watch.look(Date.now())).toEqual([]);
  const plan = await planOfSeeds(folder, [1, 2]);
  await recordPlan(folder, 'small', plan);
  const [begun] = await watch.look(Date.now());
  expect(begun).toMatchObject({ name: 'small', status: 'running', jobs: 2, doneAtMs: [], remainingSeconds: null });
  const [first, second] = plan.points;
  const setting = settingOf(folder, { stages: ['a'], milliseconds: 1 });
  await performJob(first!, setting);
  const [half] = await watch.look(begun!.beganAtMs + 60_000);
  expect(half).toMatchObject({ status: 'running', doneAtMs: [expect.any(Number)], remainingSeconds: 60 });
  expect([watch.isDone(first!.name), watch.isDone(second!.name)]).toEqual([true, false]);
  await performJob(second!, setting);
  expect(await watch.look(Date.now())).toMatchObject([{ status: 'finished', remainingSeconds: null }]);
});

it('knows a sweep whose process is gone, and passes over what is no plan', async () => {
  const record = { name: 'gone', jobs: ['a'], beganAtMs: 1, asker: { pid: 2 ** 22 + 1, host: '', start: null } };
  await recordPlan(folder, 'whole', await planOfSeeds(folder, [1]));
  await writeFile(join(folder.plans, 'half.json'), JSON.stringify(record).slice(0, 20));
  const asker = { ...record.asker, host: hostname() };
  await writeFile(join(folder.plans, 'gone.json'), JSON.stringify({ ...record, asker }));
  const seen = await new SweepsWatch(folder.runs).look(Date.now());
  expect(seen.map(({ name, status }) => [name, status])).toEqual([
    ['gone', 'stopped'],
    ['whole', 'running'],
  ]);
});

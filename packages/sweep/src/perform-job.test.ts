import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSealedJson, writeArtefact } from '@a2pd/artefact';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type JobSetting, performJob } from './perform-job.js';
import type { SweepPlan } from './plan.js';
import { readResult } from './result.js';
import { jobFolder, type SweepFolder, sweepFolder } from './sweep-folder.js';
import { linesOf, planOfSeeds, settingOf, temporaryRuns, whatHappened } from './testing/setting.js';

let folder: SweepFolder;
let plan: SweepPlan;
beforeEach(async () => {
  folder = await temporaryRuns();
  plan = await planOfSeeds(folder, [1]);
});
afterEach(() => rm(folder.runs, { recursive: true, force: true }));

/** What testing/stage.mjs calls its last word. */
function withFate(setting: JobSetting, stageName: string, fate: string): JobSetting {
  return {
    ...setting,
    stagesOf: async (job, own) =>
      (await setting.stagesOf(job, own)).map((stage) =>
        stage.name === stageName ? { ...stage, args: [...stage.args, fate] } : stage,
      ),
  };
}

it('does a job once: the second time it is found', async () => {
  const job = plan.points[0]!;
  const setting = settingOf(folder, { stages: ['a', 'b'], milliseconds: 0 });
  expect(await performJob(job, setting)).toBe('done');
  expect(await performJob(job, setting)).toBe('found');
  expect(await whatHappened(folder, plan)).toEqual({ results: [job.name], finished: [['a', 'b']] });
  const result = await readResult(jobFolder(folder, job).result, job);
  expect(result?.stages.map(({ stage, output }) => [stage, output])).toEqual([
    ['a', { artefact: join(jobFolder(folder, job).path, 'a') }],
    ['b', { artefact: join(jobFolder(folder, job).path, 'b') }],
  ]);
});

it('is delivered three times at once and done once', async () => {
  const job = plan.points[0]!;
  const setting = settingOf(folder, { stages: ['a'], milliseconds: 300 });
  const outcomes = await Promise.all([1, 2, 3].map(() => performJob(job, setting)));
  expect(outcomes.sort()).toEqual(['done', 'found', 'found']);
  expect((await whatHappened(folder, plan)).finished).toEqual([['a']]);
});

it('continues after a failure with the stage that failed, and keeps a log', async () => {
  const job = plan.points[0]!;
  const good = settingOf(folder, { stages: ['a', 'b'], milliseconds: 0 });
  const failing = withFate(good, 'b', 'fail');
  const own = jobFolder(folder, job);
  await expect(performJob(job, failing)).rejects.toMatchObject({
    code: 'JOB_FAILED',
    message: `a2pd b failed: the loss is NaN; read ${own.log}`,
    details: { stageCode: 'NOT_FINITE' },
  });
  expect(await readResult(own.result, job)).toBeUndefined();
  expect(await performJob(job, good)).toBe('done');
  expect(await linesOf(join(own.path, 'begun.txt'))).toEqual(['a', 'b', 'b']);
  expect(await readFile(own.log, 'utf8')).toContain('the loss is NaN');
});

it("goes on where a worker on another machine died, though that one's locks are still there", async () => {
  const job = plan.points[0]!;
  const own = jobFolder(folder, job);
  const setting = withFate(settingOf(folder, { stages: ['a'], milliseconds: 0 }), 'a', 'locked');
  await mkdir(join(own.path, 'evaluations'), { recursive: true });
  const dead = JSON.stringify({ pid: 1, host: 'elsewhere', start: null });
  for (const lock of ['.lock', 'evaluations/.student.lock']) await writeFile(join(own.path, lock), dead);
  expect(await performJob(job, { ...setting, leaseStaleMs: 100 })).toBe('done');
  expect(await readdir(join(own.path, 'evaluations'))).toEqual([]);
});

it('runs a stage again whose note is damaged, and believes an older one', async () => {
  const job = plan.points[0]!;
  const own = jobFolder(folder, job);
  const setting = settingOf(folder, { stages: ['a', 'b'], milliseconds: 0 });
  await expect(performJob(job, withFate(setting, 'b', 'fail'))).rejects.toMatchObject({ code: 'JOB_FAILED' });
  const note = join(own.stages, 'a.json');
  const sound = await readFile(note, 'utf8');
  await writeFile(
    note,
    sound.replace(/(?<="seconds":)\d/, (digit) => String((Number(digit) + 1) % 10)),
  );
  await expect(performJob(job, withFate(setting, 'b', 'fail'))).rejects.toMatchObject({ code: 'JOB_FAILED' });
  expect(await linesOf(join(own.path, 'begun.txt'))).toEqual(['a', 'b', 'a', 'b']);
  await writeFile(note, JSON.stringify(openSealedJson(await readFile(note, 'utf8')), null, 2));
  expect(await performJob(job, setting)).toBe('done');
  expect(await linesOf(join(own.path, 'begun.txt'))).toEqual(['a', 'b', 'a', 'b', 'b']);
});

it('runs a stage again whose artefact is gone', async () => {
  const job = plan.points[0]!;
  const own = jobFolder(folder, job);
  const setting = settingOf(folder, { stages: ['a', 'b'], milliseconds: 0 });
  await expect(performJob(job, withFate(setting, 'b', 'fail'))).rejects.toMatchObject({ code: 'JOB_FAILED' });
  await rm(join(own.path, 'a'), { recursive: true });
  expect(await performJob(job, setting)).toBe('done');
  expect(await linesOf(join(own.path, 'begun.txt'))).toEqual(['a', 'b', 'a', 'b']);
});

it('goes on in runs that were moved meanwhile', async () => {
  const job = plan.points[0]!;
  const setting = settingOf(folder, { stages: ['a', 'b'], milliseconds: 0 });
  await expect(performJob(job, withFate(setting, 'b', 'fail'))).rejects.toMatchObject({ code: 'JOB_FAILED' });
  const moved = sweepFolder(`${folder.runs}-moved`);
  await rename(folder.runs, moved.runs);
  folder = moved;
  expect(await performJob(job, settingOf(moved, { stages: ['a', 'b'], milliseconds: 0 }))).toBe('done');
  const { result } = jobFolder(moved, job);
  expect((await readResult(result, job))?.stages.map(({ output }) => output)).toEqual(
    ['a', 'b'].map((stage) => ({ artefact: join(jobFolder(moved, job).path, stage) })),
  );
});

it('stops on request, and its child with it', async () => {
  const job = plan.points[0]!;
  const setting = settingOf(folder, { stages: ['a'], milliseconds: 60_000 });
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 500);
  await expect(performJob(job, setting, { signal: abort.signal })).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect(await readdir(jobFolder(folder, job).path)).not.toContain('.lease');
});

it('refuses when what it was planned with has changed', async () => {
  const job = plan.points[0]!;
  const other = { kind: 'prescriptions', game: 'pong', config: { pairs: 7 }, seeds: {} } as const;
  await writeArtefact(join(folder.runs, 'pong', 'prescriptions'), other, {});
  await expect(performJob(job, settingOf(folder, { stages: ['a'], milliseconds: 0 }))).rejects.toMatchObject({
    code: 'INCOMPATIBLE_ARTEFACT',
  });
});

it('finds a damaged result instead of trusting it', async () => {
  const job = plan.points[0]!;
  const setting = settingOf(folder, { stages: ['a'], milliseconds: 0 });
  await performJob(job, setting);
  const file = join(jobFolder(folder, job).result, 'result.json');
  await writeFile(file, (await readFile(file, 'utf8')).replace('policy', 'police').replace('"a"', '"c"'));
  await expect(performJob(job, setting)).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
});

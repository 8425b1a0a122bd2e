/**
 * The queue on a real Redis, with workers that are processes: killed, their broker restarted, jobs delivered twice. Where
 * there is no redis-server these tests are skipped.
 */
import { rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobSetting } from '../perform-job.js';
import type { SweepPlan } from '../plan.js';
import { runJobs } from '../run-jobs.js';
import type { SweepFolder } from '../sweep-folder.js';
import { hasRedis, TestRedis } from '../testing/redis.js';
import { countBegun, planOfSeeds, temporaryRuns, whatHappened } from '../testing/setting.js';
import { TestWorkers } from '../testing/workers.js';
import { connectionOf, queueName } from './connection.js';
import { SweepQueue } from './sweep-queue.js';
import { runSweepWorker } from './sweep-worker.js';

const stages = ['a', 'b'];

describe.skipIf(!hasRedis)('a sweep on Redis (skipped without redis-server)', () => {
  let folder: SweepFolder;
  let redis: TestRedis;
  let workers: TestWorkers;
  beforeEach(async () => {
    [folder, redis] = await Promise.all([temporaryRuns(), TestRedis.start()]);
    workers = new TestWorkers({ address: redis.address, folder, stages, milliseconds: 300, lockMs: 1_500 });
  });
  afterEach(async () => {
    await workers.endAll();
    await redis.stop();
    await rm(folder.runs, { recursive: true, force: true });
  });

  async function sweep(plan: SweepPlan, whileRunning: () => Promise<void> = async () => {}) {
    const queue = await SweepQueue.open(redis.address, { folder, pollMs: 100 });
    try {
      const running = runJobs(plan, { perform: (job) => queue.perform(job), concurrency: Number.POSITIVE_INFINITY });
      await whileRunning();
      return (await running).map(({ status }) => status);
    } finally {
      await queue.close();
    }
  }

  /** Resolves when workers have begun another stage. */
  async function another(plan: SweepPlan): Promise<void> {
    const before = await countBegun(folder, plan);
    while ((await countBegun(folder, plan)) === before) await sleep(20);
  }

  it('commits every job once though workers are killed', async () => {
    const plan = await planOfSeeds(folder, [1, 2, 3, 4]);
    const statuses = await sweep(plan, async () => {
      for (let kills = 0; kills < 3; kills++) {
        const victim = workers.start();
        await another(plan);
        await workers.end(victim, 'SIGKILL');
      }
      workers.start();
    });
    expect(statuses).toEqual(['done', 'done', 'done', 'done']);
    const { results, finished } = await whatHappened(folder, plan);
    expect(results).toEqual(plan.points.map(({ name }) => name).sort());
    // What a killed worker had finished was not done again, but for the one stage that each kill may have cut off.
    for (const own of finished) expect([...new Set(own)]).toEqual(stages);
    expect(finished.flat().length).toBeLessThanOrEqual(plan.points.length * stages.length + 3);
  });

  it('outlives its broker, with its memory and without', async () => {
    const plan = await planOfSeeds(folder, [1, 2, 3, 4]);
    const statuses = await sweep(plan, async () => {
      workers.start();
      await another(plan);
      await redis.kill();
      await sleep(300);
      await redis.start();
      await another(plan);
      await redis.restartEmpty();
    });
    expect(statuses).toEqual(['done', 'done', 'done', 'done']);
    expect((await whatHappened(folder, plan)).results).toEqual(plan.points.map(({ name }) => name).sort());
  });

  it('stops when asked to while its broker is away, and so does a worker', async () => {
    const plan = await planOfSeeds(folder, [1, 2, 3]);
    const abort = new AbortController();
    const queue = await SweepQueue.open(redis.address, { folder, pollMs: 100, signal: abort.signal });
    const outcomes = Promise.allSettled(plan.points.map((job) => queue.perform(job)));
    const worker = workers.start();
    await another(plan);
    await redis.kill();
    abort.abort();
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: 'INTERRUPTED' } });
    await queue.close();
    await workers.end(worker, 'SIGTERM');
    expect(worker.exitCode).toBe(0);
    await redis.start();
    workers.start();
    expect(await sweep(plan)).toEqual(plan.points.map(() => expect.stringMatching(/done|found/)));
  });

  it('stops when asked to while its broker says nothing, and so does a worker', async () => {
    const plan = await planOfSeeds(folder, [1, 2, 3]);
    const abort = new AbortController();
    const queue = await SweepQueue.open(redis.address, { folder, pollMs: 100, signal: abort.signal });
    const outcomes = Promise.allSettled(plan.points.map((job) => queue.perform(job)));
    const worker = workers.start();
    await another(plan);
    redis.suspend();
    abort.abort();
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: 'INTERRUPTED' } });
    await queue.close();
    await workers.end(worker, 'SIGTERM');
    expect(worker.exitCode).toBe(0);
  });

  it('sets aside what is no job of anybody, and goes on', async () => {
    const plan = await planOfSeeds(folder, [1]);
    const keyOf = (name: string) => `a2pd:${queueName}:${name}`;
    const client = new Redis(redis.address);
    await client.hset(keyOf('no-json'), { name: 'x', data: '{', opts: '{}', timestamp: 1 });
    await client.hset(keyOf('no-options'), { name: 'x', data: '{}', opts: 'rm -rf', timestamp: 1 });
    await client.set(keyOf('no-entry'), 'words');
    await client.rpush(keyOf('wait'), 'no-json', 'no-options', 'no-entry', 'nothing');
    workers.start();
    expect(await sweep(plan)).toEqual(['done']);
    const isSetAside = async (name: string) => (await client.exists(keyOf(`set-aside:${name}`))) === 1;
    for (const name of ['no-json', 'no-options', 'no-entry']) while (!(await isSetAside(name))) await sleep(50);
    await client.quit();
  });

  it('does a job once that is delivered twice', async () => {
    const plan = await planOfSeeds(folder, [1]);
    const [job] = plan.points;
    const twin = new Queue(queueName, { connection: connectionOf(redis.address), prefix: 'a2pd' });
    await twin.add('twin', job?.specification, { jobId: 'twin' });
    workers.start();
    workers.start();
    expect(await sweep(plan)).toEqual(['done']);
    while ((await twin.getJobState('twin')) !== 'completed') await sleep(50);
    await twin.close();
    expect(await whatHappened(folder, plan)).toEqual({ results: [job?.name], finished: [stages] });
  });

  it('gives the work of a worker that is asked to stop to the next, and its failures to whoever waits', async () => {
    const plan = await planOfSeeds(folder, [1]);
    const broken = new Queue(queueName, { connection: connectionOf(redis.address), prefix: 'a2pd' });
    await broken.add('broken', { kind: 'point', coordinates: { game: '../..' } }, { jobId: 'broken' });
    const statuses = await sweep(plan, async () => {
      const polite = workers.start();
      await another(plan);
      await workers.end(polite, 'SIGTERM');
      workers.start();
    });
    expect(statuses).toEqual(['done']);
    expect((await broken.getJob('broken'))?.failedReason).toContain('Invalid job of a sweep');
    await broken.close();
  });
});

it.each(['localhost:6379', 'http://localhost', 'redis://'])('refuses %s as an address', async (address) => {
  await expect(SweepQueue.open(address, { folder: {} as SweepFolder })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
  });
});

it('says when no Redis answers, and keeps the password to itself', async () => {
  const opening = SweepQueue.open('redis://me:secret@127.0.0.1:1', { folder: {} as SweepFolder });
  const error = await opening.catch((reason) => reason);
  expect(error.code).toBe('TOOL_UNAVAILABLE');
  expect(error.message).toContain('redis://me:***@127.0.0.1:1');
  expect(error.message).not.toContain('secret');
});

it('does not wait for one that takes the connection and says nothing', async () => {
  const server = createServer((socket) => void socket.resume());
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = {} as SweepFolder;
  const refusal = { code: 'TOOL_UNAVAILABLE', message: expect.stringContaining('it has not answered for 5 s') };
  await expect(SweepQueue.open(address, { folder })).rejects.toMatchObject(refusal);
  const signal = AbortSignal.timeout(50);
  await expect(SweepQueue.open(address, { folder, signal })).rejects.toMatchObject({ code: 'INTERRUPTED' });
  const worker = { setting: {} as JobSetting, concurrency: 1 };
  await expect(runSweepWorker(address, { ...worker, signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
    code: 'INTERRUPTED',
  });
  await new Promise((closed) => server.close(closed));
});

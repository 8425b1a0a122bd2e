/**
 * RELIABILITY row 14 in full: 80 jobs, each delivered twice, while workers are killed at random and their broker is killed
 * and restarted, now with its memory and now without. Nothing is lost, and every key has one committed result.
 */
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Rng } from '@a2pd/core';
import { Queue } from 'bullmq';
import { expect, it } from 'vitest';
import { readResult } from '../result.js';
import { runJobs } from '../run-jobs.js';
import { jobFolder } from '../sweep-folder.js';
import { hasRedis, TestRedis } from '../testing/redis.js';
import { planOfSeeds, temporaryRuns, whatHappened } from '../testing/setting.js';
import { TestWorkers } from '../testing/workers.js';
import { connectionOf, queueName } from './connection.js';
import { SweepQueue } from './sweep-queue.js';

const jobs = 80;
const workerCount = 3;
const stages = ['a', 'b'];
const rng = new Rng(14);
const between = (low: number, high: number) => low + rng.uniform() * (high - low);

it.skipIf(!hasRedis)('loses nothing and commits every key once', async () => {
  const folder = await temporaryRuns();
  const redis = await TestRedis.start();
  const workers = new TestWorkers({ address: redis.address, folder, stages, milliseconds: 200, lockMs: 2_000 });
  const plan = await planOfSeeds(
    folder,
    Array.from({ length: jobs }, (_, i) => i),
  );
  const queue = await SweepQueue.open(redis.address, { folder, pollMs: 250 });
  const twins = new Queue(queueName, { connection: connectionOf(redis.address), prefix: 'a2pd' });
  twins.on('error', () => {});
  const count = { workerKills: 0, brokerRestarts: 0, brokerAmnesias: 0 };
  let running = Array.from({ length: workerCount }, () => workers.start());
  let finished = false;

  const killWorkers = async () => {
    while (!finished) {
      await sleep(between(500, 4_000));
      const victim = running[rng.integer(running.length)]!;
      running = running.filter((worker) => worker !== victim);
      await workers.end(victim, 'SIGKILL');
      running.push(workers.start());
      count.workerKills++;
    }
  };
  const restartBroker = async () => {
    while (!finished) {
      await sleep(between(6_000, 15_000));
      if (rng.uniform() < 0.3) {
        await redis.restartEmpty();
        count.brokerAmnesias++;
      } else {
        await redis.kill();
        await sleep(between(0, 1_500));
        await redis.start();
        count.brokerRestarts++;
      }
    }
  };

  try {
    for (const { key, specification } of plan.points) {
      await twins.add('twin', specification, { jobId: `twin-${key}` });
    }
    const trouble = [killWorkers(), restartBroker()];
    const outcomes = await runJobs(plan, {
      perform: (job) => queue.perform(job),
      concurrency: Number.POSITIVE_INFINITY,
    });
    finished = true;
    await Promise.all(trouble);
    expect(outcomes.filter(({ status }) => status === 'failed')).toEqual([]);
    const happened = await whatHappened(folder, plan);
    expect(happened.results).toEqual(plan.points.map(({ name }) => name).sort());
    for (const job of plan.points) expect(await readResult(jobFolder(folder, job).result, job)).toBeDefined();
    const repeated = happened.finished.reduce((sum, own) => sum + own.length - stages.length, 0);
    console.log(JSON.stringify({ jobs, ...count, stagesFinishedTwice: repeated }));
    expect(count.workerKills).toBeGreaterThan(10);
    expect(count.brokerRestarts + count.brokerAmnesias).toBeGreaterThan(2);
  } finally {
    finished = true;
    await Promise.all([queue.close(), twins.close()]);
    await workers.endAll();
    await redis.stop();
    await rm(folder.runs, { recursive: true, force: true });
  }
});
